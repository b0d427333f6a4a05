package dev.lockstep.spark.exchange.wire;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Frames over one socket: the length of the body in 4 bytes, little-endian, the body, and what
 * protects them. Any thread may send; who serves the {@link IoLoop} receives, and sends what the
 * socket did not take at once.
 */
public final class FrameChannel implements IoLoop.Handler, Closeable {
  /** Most bytes of a body, when the other end has proved who it is. */
  public static final int MOST_BYTES = 1 << 17;

  /** Before that. */
  static final int MOST_GREETING_BYTES = 128;

  private static final ByteBuffer[] NO_BUFFERS = {};
  private static final int MOST_SEAL_BYTES = 16;
  private static final int BUFFER_BYTES = 2 * (Integer.BYTES + MOST_BYTES + MOST_SEAL_BYTES);

  private final SocketChannel socket;
  private final IoLoop loop;
  private final SelectionKey key;
  private final Deque<ByteBuffer> outgoing = new ArrayDeque<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private ByteBuffer incoming = buffer(Integer.BYTES + MOST_GREETING_BYTES);
  private boolean waitsForRoom;
  private int most = MOST_GREETING_BYTES;
  private Seal seal = Seal.NONE;
  private volatile Receiver receiver;
  private volatile long heard = System.nanoTime();

  /** Who is concerned with a connection. */
  public interface Receiver {
    /** The other end has proved who it is: frames may be sent, and will come. */
    void opened(FrameChannel channel);

    /** A frame's body, valid during the call; may throw MalformedException. */
    void frame(FrameChannel channel, ByteBuffer body);

    /** The connection has ended; called once. */
    void closed(String why);
  }

  /** Over a connected socket; begins to receive. */
  FrameChannel(SocketChannel socket, IoLoop loop, Receiver receiver) throws IOException {
    this.socket = socket;
    this.loop = loop;
    this.receiver = receiver;
    socket.configureBlocking(false);
    socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    this.key = loop.register(socket, SelectionKey.OP_READ, this);
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The other end has proved who it is. On a thread that serves the loop. */
  void authenticated(Seal sealed, Receiver next) {
    seal = sealed;
    receiver = next;
    most = MOST_BYTES;
    incoming = buffer(BUFFER_BYTES).put(incoming).flip();
    next.opened(this);
  }

  @Override
  public void ready(SelectionKey selected) throws IOException {
    if (selected.isWritable()) {
      flush();
    }
    if (selected.isReadable()) {
      receive();
    }
  }

  @Override
  public void failed(Exception e) {
    boolean told = e instanceof IOException || e instanceof MalformedException;
    close(told && e.getMessage() != null ? e.getMessage() : e.toString());
  }

  private void receive() throws IOException {
    if (socket.read(incoming) < 0) {
      close("the other end closed the connection");
      return;
    }
    heard = System.nanoTime();
    incoming.flip();
    for (ByteBuffer frame = next(); frame != null; frame = next()) {
      give(seal.open(frame).order(ByteOrder.LITTLE_ENDIAN));
    }
    compact();
  }

  private void give(ByteBuffer body) {
    try {
      receiver.frame(this, body);
    } catch (BufferUnderflowException e) {
      throw new MalformedException("a frame that is too short", e);
    }
  }

  /** The next frame, from its length to its trailer, if all of it is there. */
  private @Nullable ByteBuffer next() {
    if (closed.get() || incoming.remaining() < Integer.BYTES) {
      return null;
    }
    int start = incoming.position();
    int length = incoming.getInt(start);
    if (length < 1 || length > most) {
      throw new MalformedException("a frame of " + length + " bytes; 1 to " + most + " can be");
    }
    int whole = Integer.BYTES + length + seal.bytes();
    if (whole > incoming.limit() - start) {
      return null;
    }
    incoming.position(start + whole);
    return incoming.slice(start, whole).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void compact() {
    if (incoming.position() > 0) {
      incoming.compact();
    } else {
      incoming.position(incoming.limit()).limit(incoming.capacity());
    }
  }

  /** Sends frames. If the connection is closed or breaks, nothing is sent. */
  public void send(Frame... frames) {
    synchronized (outgoing) {
      if (closed.get()) {
        return;
      }
      for (Frame frame : frames) {
        seal.seal(frame, outgoing);
      }
    }
    try {
      flush();
    } catch (IOException e) {
      failed(e); // Not under the lock: whom it concerns may hold one of their own.
    }
  }

  private void flush() throws IOException {
    synchronized (outgoing) {
      if (!outgoing.isEmpty() && !closed.get()) {
        socket.write(outgoing.toArray(NO_BUFFERS));
        outgoing.removeIf(frame -> !frame.hasRemaining());
      }
      awaitRoom(!outgoing.isEmpty());
    }
  }

  /** Whether the loop is to flush as soon as the socket takes more. */
  private void awaitRoom(boolean wanted) {
    if (wanted == waitsForRoom) {
      return;
    }
    waitsForRoom = wanted;
    try {
      key.interestOps(wanted ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
      loop.summon();
    } catch (CancelledKeyException e) {
      outgoing.clear(); // Another thread has closed the connection.
    }
  }

  /** Whether all that was sent has left for the socket. */
  public boolean isIdle() {
    synchronized (outgoing) {
      return outgoing.isEmpty();
    }
  }

  /** Whether the other end has yet to prove who it is. On a thread that serves the loop. */
  boolean isStranger() {
    return isOpen() && most == MOST_GREETING_BYTES;
  }

  /** Nanoseconds since something was received. */
  public long quietNanos() {
    return System.nanoTime() - heard;
  }

  public boolean isOpen() {
    return !closed.get();
  }

  @Override
  public void close() {
    close("the connection was closed");
  }

  /** Closes the connection, and tells the receiver why, unless that has been done. */
  public void close(String why) {
    if (closed.compareAndSet(false, true)) {
      synchronized (outgoing) {
        outgoing.clear(); // Whoever still knows the connection keeps nothing else alive.
      }
      try {
        socket.close();
      } catch (IOException e) {
        receiver.closed(why + "; closing failed: " + e.getMessage());
        return;
      }
      receiver.closed(why);
    }
  }

  /** Who is at the other end, for messages. */
  @Override
  public String toString() {
    return String.valueOf(socket.socket().getRemoteSocketAddress());
  }
}
