package dev.lockstep.spark.bench;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;

/**
 * The other side of {@link SocketPeer}: answers parameters with as many gradients until the
 * connection ends.
 */
final class SocketWorker {
  private SocketWorker() {}

  public static void main(String[] args) throws Exception {
    InetSocketAddress driver =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
    float[] values = new float[Integer.parseInt(args[1])];
    try (FloatChannel channel = new FloatChannel(SocketChannel.open(driver), values.length)) {
      while (channel.receive(values)) {
        channel.send(values);
      }
    }
  }
}
