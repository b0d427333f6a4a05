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
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Serves sockets as they become ready, and does something else now and then, on one thread at a
 * time: that of someone who waits for what the sockets bring, who then need not be woken, or, when
 * nobody has waited for a while, one of its own. That is the pattern leader/followers (Schmidt and
 * others, 2000).
 */
public final class IoLoop implements Closeable {
  private static final long CLOSE_MILLIS = 1000;

  /** After so long without anyone who waits, the own thread serves. */
  private static final long ABSENCE_NANOS = Duration.ofMillis(10).toNanos();

  private final Selector selector;
  private final Thread own;
  private final long tickNanos;
  private final Runnable tick;
  private final AtomicReference<Thread> leader = new AtomicReference<>();
  private final Queue<Thread> waiting = new ConcurrentLinkedQueue<>();
  private long nextTick;
  private volatile boolean visited;
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
   * @param name of the own thread, a daemon
   * @param tick is run about that often, by whoever serves
   */
  public IoLoop(String name, Duration every, Runnable tick) throws IOException {
    this.selector = Selector.open();
    this.tickNanos = every.toNanos();
    this.tick = tick;
    this.own = new Thread(this::run, name);
    own.setDaemon(true);
  }

  /** Starts the own thread. */
  public void start() {
    nextTick = System.nanoTime() + tickNanos;
    own.start();
  }

  SelectionKey register(SelectableChannel channel, int operations, Handler handler)
      throws ClosedChannelException {
    SelectionKey key = channel.register(selector, operations, handler);
    summon();
    return key;
  }

  /**
   * What is to be served has changed: whoever serves is to look, and the own thread, if none does.
   */
  void summon() {
    selector.wakeup();
    visited = false;
    LockSupport.unpark(own);
  }

  /**
   * Serves, or waits while another thread does, until something has come true, the time is up, or
   * the caller is interrupted.
   *
   * @param done comes true on a thread that serves, which then unparks the caller
   */
  public void await(BooleanSupplier done, Duration atMost) {
    Thread me = Thread.currentThread();
    long end = System.nanoTime() + atMost.toNanos();
    waiting.add(me);
    visited = true;
    try {
      long left = end - System.nanoTime();
      while (left > 0 && !closed && !done.getAsBoolean() && !me.isInterrupted()) {
        if (leader.compareAndSet(null, me)) {
          serve(left);
        } else {
          follow(left);
        }
        left = end - System.nanoTime();
      }
    } finally {
      waiting.remove(me);
      promote();
    }
  }

  /** The own thread gives way at once. */
  private void follow(long nanos) {
    if (leader.get() == own) {
      selector.wakeup();
    }
    LockSupport.parkNanos(this, nanos);
  }

  /** Lets someone lead if nobody does. */
  private void promote() {
    Thread next = closed ? own : waiting.peek();
    if (next != null && leader.get() == null) {
      LockSupport.unpark(next);
    }
  }

  /** As the leader, which the caller then no longer is. */
  private void serve(long nanos) {
    try {
      long left = nextTick - System.nanoTime();
      if (left <= 0) {
        tick.run();
        nextTick = System.nanoTime() + tickNanos;
      } else {
        long millis = TimeUnit.NANOSECONDS.toMillis(Math.min(left, nanos));
        selector.select(IoLoop::serve, Math.max(1, millis));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      leader.set(null);
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

  private void run() {
    while (!closed) {
      if (isUnattended() && leader.compareAndSet(null, own)) {
        serveAlone();
      } else {
        visited = false;
        LockSupport.parkNanos(this, ABSENCE_NANOS);
      }
    }
    while (!leader.compareAndSet(null, own)) {
      LockSupport.parkNanos(this, ABSENCE_NANOS);
    }
    closeAll();
  }

  private boolean isUnattended() {
    return !visited && waiting.isEmpty();
  }

  /** As the leader, unless someone has come meanwhile. */
  private void serveAlone() {
    if (isUnattended()) {
      serve(tickNanos);
    } else {
      leader.set(null);
    }
    promote();
  }

  private void closeAll() {
    try (selector) {
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Closes what is registered, and ends the own thread, for which it waits a little. */
  @Override
  public void close() {
    closed = true;
    if (own.getState() == Thread.State.NEW) {
      closeAll();
      return;
    }
    selector.wakeup();
    LockSupport.unpark(own);
    try {
      if (own != Thread.currentThread()) {
        own.join(CLOSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
