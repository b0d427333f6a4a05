package dev.lockstep.spark.exchange.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls a {@link FrameServer}. */
public final class FrameClient {
  private FrameClient() {}

  /**
   * Connects, and waits until both ends have proved who they are.
   *
   * @param connecting its loop has been started
   * @throws IOException if that fails, or takes longer than the timeout
   */
  public static FrameChannel connect(
      InetSocketAddress server, Duration timeout, Credentials credentials, Connecting connecting)
      throws IOException, InterruptedException {
    SocketChannel socket = SocketChannel.open();
    CompletableFuture<Void> ready = new CompletableFuture<>();
    try {
      socket.socket().connect(server, Math.toIntExact(timeout.toMillis()));
      Handshake.OfWorker handshake =
          new Handshake.OfWorker(credentials, telling(ready, connecting.receiver()));
      FrameChannel channel = new FrameChannel(socket, connecting.loop(), handshake);
      handshake.greet(channel);
      ready.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return channel;
    } catch (IOException | InterruptedException e) {
      socket.close();
      throw e;
    } catch (ExecutionException e) {
      socket.close();
      throw new IOException(e.getCause() == null ? e.getMessage() : e.getCause().getMessage(), e);
    } catch (TimeoutException e) {
      socket.close();
      throw new IOException("no proof of knowing the secret within " + timeout.toSeconds() + " s");
    }
  }

  /** What serves a connection, and what receives its frames. */
  public record Connecting(IoLoop loop, FrameChannel.Receiver receiver) {}

  /** The same receiver, which also tells that the connection is ready, or will not be. */
  private static FrameChannel.Receiver telling(
      CompletableFuture<Void> ready, FrameChannel.Receiver next) {
    return new FrameChannel.Receiver() {
      @Override
      public void opened(FrameChannel channel) {
        next.opened(channel);
        ready.complete(null);
      }

      @Override
      public void frame(FrameChannel channel, ByteBuffer body) {
        next.frame(channel, body);
      }

      @Override
      public void closed(String why) {
        ready.completeExceptionally(new IOException(why));
        next.closed(why);
      }
    };
  }
}
