package dev.lockstep.spark.bench;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;

/** A connection over which arrays of one length go back and forth. */
final class FloatChannel implements AutoCloseable {
  private final SocketChannel socket;
  private final ByteBuffer bytes;

  FloatChannel(SocketChannel socket, int length) throws IOException {
    this.socket = socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    bytes = ByteBuffer.allocateDirect(length * Float.BYTES).order(ByteOrder.nativeOrder());
  }

  void send(float[] values) throws IOException {
    bytes.clear();
    bytes.asFloatBuffer().put(values);
    while (bytes.hasRemaining()) {
      socket.write(bytes);
    }
  }

  /** False if the other side has closed the connection. */
  boolean receive(float[] values) throws IOException {
    bytes.clear();
    while (bytes.hasRemaining()) {
      if (socket.read(bytes) < 0) {
        return false;
      }
    }
    bytes.flip();
    bytes.asFloatBuffer().get(values);
    return true;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
