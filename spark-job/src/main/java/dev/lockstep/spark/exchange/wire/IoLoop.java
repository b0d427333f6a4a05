package dev.lockstep.spark.exchange.wire;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;

/** One thread that serves sockets as they become ready, and does something else now and then. */
public final class IoLoop implements Closeable {
  private static final long CLOSE_MILLIS = 1000;

  private final Selector selector;
  private final Thread thread;
  private final long tickMillis;
  private final Runnable tick;
  private volatile boolean closed;

  /** Whom a socket concerns. */
  public interface Handler {
    /** The socket can be read, written or accepted from. */
    void ready(SelectionKey key) throws IOException;

    /** Serving the socket failed; it is to be closed. */
    void failed(Exception e);
  }

  /**
   * Not started yet.
   *
   * @param name of the thread, a daemon
   * @param tick is run about that often, on the thread
   */
  public IoLoop(String name, Duration every, Runnable tick) throws IOException {
    this.selector = Selector.open();
    this.tickMillis = every.toMillis();
    this.tick = tick;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  /** Starts the thread. */
  public void start() {
    thread.start();
  }

  SelectionKey register(SelectableChannel channel, int operations, Handler handler)
      throws ClosedChannelException {
    SelectionKey key = channel.register(selector, operations, handler);
    selector.wakeup();
    return key;
  }

  private void run() {
    try (selector) {
      serve();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve() throws IOException {
    long next = System.currentTimeMillis() + tickMillis;
    while (!closed) {
      long left = next - System.currentTimeMillis();
      if (left > 0) {
        selector.select(IoLoop::serve, left);
      } else {
        tick.run();
        next = System.currentTimeMillis() + tickMillis;
      }
    }
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
  }

  /** Whatever goes wrong with one socket is that socket's alone. */
  private static void serve(SelectionKey key) {
    Handler handler = (Handler) key.attachment();
    try {
      handler.ready(key);
    } catch (IOException | RuntimeException e) {
      if (!(e instanceof CancelledKeyException)) {
        handler.failed(e);
      }
    }
  }

  /** Closes what is registered, and ends the thread, for which it waits a little. */
  @Override
  public void close() throws IOException {
    closed = true;
    if (thread.getState() == Thread.State.NEW) {
      serve();
      selector.close();
      return;
    }
    selector.wakeup();
    try {
      if (thread != Thread.currentThread()) {
        thread.join(CLOSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
