package dev.lockstep.spark.bench;

import dev.lockstep.bench.ProcessorTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.List;

/**
 * The processor time that one end of a plain blocking socket takes for a message: to encode and
 * write it, and to read and decode it. The other end is a process on this machine.
 *
 * @param send seconds for a message out
 * @param receive seconds for a message in
 */
record MessageCosts(double send, double receive) {
  private static final int START_MILLISECONDS = 30_000;

  /** Sends messages of so many floats for some seconds, each of which comes back. */
  static MessageCosts measure(int floats, double seconds) throws Exception {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      server.socket().setSoTimeout(START_MILLISECONDS);
      Process worker = SocketPeer.startWorker(server.socket().getLocalPort(), floats);
      try (FloatChannel channel = new FloatChannel(server.socket().accept().getChannel(), floats)) {
        measure(channel, new float[floats], seconds / 2);
        return measure(channel, new float[floats], seconds);
      } finally {
        SocketPeer.stop(List.of(worker));
      }
    }
  }

  private static MessageCosts measure(FloatChannel channel, float[] message, double seconds) {
    ProcessorTime sending = new ProcessorTime();
    ProcessorTime receiving = new ProcessorTime();
    ProcessorTime.repeat(
        seconds,
        () -> {
          sending.add(() -> send(channel, message));
          receiving.add(() -> receive(channel, message));
        });
    return new MessageCosts(sending.median(), receiving.median());
  }

  private static void send(FloatChannel channel, float[] message) {
    try {
      channel.send(message);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void receive(FloatChannel channel, float[] message) {
    try {
      if (!channel.receive(message)) {
        throw new IllegalStateException("the worker has ended");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
