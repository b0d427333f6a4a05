package dev.lockstep.spark.exchange.wire;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A port at which workers call. Who has not proved within {@link #GREETING_NANOS} to know the
 * secret is shut out, and the oldest of these earlier, should there be many.
 */
public final class FrameServer implements IoLoop.Handler, Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(FrameServer.class);
  private static final long GREETING_NANOS = Duration.ofSeconds(10).toNanos();
  private static final int MOST_STRANGERS = 256;
  private static final int BACKLOG = 1024;

  private final ServerSocketChannel server;
  private final IoLoop loop;
  private final Refusals refusals = new Refusals();
  private volatile @Nullable Door door;
  private final Deque<Stranger> strangers = new ArrayDeque<>();

  private record Stranger(FrameChannel channel, long since) {}

  /**
   * Who is let in.
   *
   * @param receivers gives one for each connection, for what it receives once it is authenticated
   */
  public record Door(Credentials credentials, Supplier<FrameChannel.Receiver> receivers) {}

  /** Listens; the loop, which is not started yet, serves. Lets nobody in as yet. */
  public FrameServer(InetSocketAddress address, IoLoop loop) throws IOException {
    this.loop = loop;
    this.server = ServerSocketChannel.open();
    try {
      server.bind(address, BACKLOG).configureBlocking(false);
      loop.register(server, SelectionKey.OP_ACCEPT, this);
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  /** From now on lets in whom that door does, and nobody where it is null. */
  public void open(@Nullable Door next) {
    door = next;
  }

  /** How many connections have been refused. */
  public long refused() {
    return refusals.count();
  }

  public int port() {
    return server.socket().getLocalPort();
  }

  @Override
  public void ready(SelectionKey key) throws IOException {
    SocketChannel socket = server.accept();
    if (socket == null) {
      return;
    }
    Door at = door;
    String who = String.valueOf(socket.getRemoteAddress());
    if (at == null) {
      socket.close();
      refusals.add(who, "no session is open");
      return;
    }
    Handshake.OfDriver handshake =
        new Handshake.OfDriver(
            at.credentials(), at.receivers().get(), why -> refusals.add(who, why));
    FrameChannel channel = new FrameChannel(socket, loop, handshake);
    strangers.add(new Stranger(channel, System.nanoTime()));
    tick();
  }

  /** Shuts out who takes too long to prove who it is. On a thread that serves the loop. */
  public void tick() {
    refusals.log();
    strangers.removeIf(stranger -> !stranger.channel().isStranger());
    while (!strangers.isEmpty() && (strangers.size() > MOST_STRANGERS || isLate(strangers))) {
      Objects.requireNonNull(strangers.poll()).channel().close("no proof of knowing the secret");
    }
  }

  private static boolean isLate(Deque<Stranger> strangers) {
    long since = Objects.requireNonNull(strangers.peek()).since();
    return System.nanoTime() - since > GREETING_NANOS;
  }

  @Override
  public void failed(Exception e) {
    LOG.warn("A connection could not be accepted: {}", e.getMessage());
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
