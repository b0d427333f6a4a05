package dev.lockstep.spark.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A network between two addresses that can be cut, or go silent, connection by connection. */
public final class TcpProxy implements AutoCloseable {
  private final ServerSocket server = new ServerSocket();
  private final InetSocketAddress target;
  private final List<Link> links = new CopyOnWriteArrayList<>();

  private final Consumer<byte[]> there;

  /** Forwards what comes to an address to another. */
  public TcpProxy(InetSocketAddress listen, InetSocketAddress target) throws IOException {
    this(listen, target, bytes -> {});
  }

  /** The same, but changes what is sent there. */
  public TcpProxy(InetSocketAddress listen, InetSocketAddress target, Consumer<byte[]> there)
      throws IOException {
    this.target = target;
    this.there = there;
    server.bind(listen, 1000);
    start(this::accept);
  }

  private final class Link {
    private final Socket from;
    private final Socket to;
    private volatile boolean silent;

    Link(Socket from, Socket to) {
      this.from = from;
      this.to = to;
    }

    /** Until one side ends, which ends the other. */
    void pump(Socket in, Socket out, Consumer<byte[]> change) {
      try (in;
          out) {
        copy(in.getInputStream(), out.getOutputStream(), change);
      } catch (IOException e) {
        // One side is gone; the other learns of it as its socket is closed.
      }
    }

    /** Is a link no more, and so nothing to cut, before its sockets are closed. */
    private void copy(InputStream source, OutputStream sink, Consumer<byte[]> change)
        throws IOException {
      byte[] bytes = new byte[1 << 16];
      try {
        for (int n = source.read(bytes); n >= 0; n = source.read(bytes)) {
          if (!silent) {
            change.accept(bytes);
            sink.write(bytes, 0, n);
          }
        }
      } finally {
        links.remove(this);
      }
    }

    void reset() throws IOException {
      from.setSoLinger(true, 0);
      to.setSoLinger(true, 0); // Before either is closed, at which the pumps close the other.
      close();
    }

    void close() throws IOException {
      from.close();
      to.close();
    }
  }

  private static void start(Runnable runnable) {
    Thread thread = new Thread(runnable, "proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket from = server.accept();
        connect(from);
      } catch (IOException e) {
        if (server.isClosed()) {
          return;
        }
      }
    }
  }

  private void connect(Socket from) throws IOException {
    Socket to = new Socket();
    try {
      to.connect(target);
    } catch (IOException e) {
      from.close();
      throw e;
    }
    from.setTcpNoDelay(true);
    to.setTcpNoDelay(true);
    Link link = new Link(from, to);
    add(link);
    start(() -> link.pump(from, to, there));
    start(() -> link.pump(to, from, bytes -> {}));
  }

  private synchronized void add(Link link) {
    links.add(link);
    notifyAll();
  }

  /** Waits until there are that many connections. */
  public synchronized void awaitConnections(int count) throws InterruptedException {
    Monitor.await(
        this,
        () -> links.size() >= count,
        Duration.ofMinutes(1),
        () -> links.size() + " of " + count + " connections came");
  }

  /** Breaks the newest connection on both sides with RST. */
  public void reset() throws IOException {
    newest().reset();
  }

  /** Swallows from now on what the newest connection is given; it stays open. */
  public void silence() {
    newest().silent = true;
  }

  private Link newest() {
    return links.get(links.size() - 1);
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Link link : links) {
      link.close();
    }
  }
}
