package dev.lockstep.spark.bench;

import dev.lockstep.bench.Arguments;
import dev.lockstep.bench.StepTimes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What an exchange costs over plain blocking sockets, between this process and worker processes on
 * this machine.
 */
public final class SocketPeer {
  private static final int START_MILLISECONDS = 30_000;

  private SocketPeer() {}

  public static void main(String[] args) throws Exception {
    Arguments arguments = Arguments.parse("parameters=12000 workers=2 seconds=3", args);
    int n = arguments.integer("parameters");
    int workers = arguments.integer("workers");
    List<Process> processes = new ArrayList<>();
    List<FloatChannel> channels = new ArrayList<>();
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      server.socket().setSoTimeout(START_MILLISECONDS);
      for (int i = 0; i < workers; i++) {
        processes.add(startWorker(server.socket().getLocalPort(), n));
        channels.add(new FloatChannel(server.socket().accept().getChannel(), n));
      }
      float[] parameters = new float[n];
      float[] sum = new float[n];
      StepTimes.measure(arguments.number("seconds"), () -> round(channels, parameters, sum))
          .exchangeRow("blocking-sockets", n, workers)
          .print();
    } finally {
      for (FloatChannel channel : channels) {
        channel.close();
      }
      stop(processes);
    }
  }

  /**
   * Parameters to every worker, which answers with as many gradients; the first of them counts the
   * rounds.
   */
  private static void round(List<FloatChannel> channels, float[] parameters, float[] sum) {
    float[] gradient = new float[sum.length];
    Arrays.fill(sum, 0);
    try {
      for (FloatChannel channel : channels) {
        channel.send(parameters);
      }
      for (FloatChannel channel : channels) {
        requireOpen(channel.receive(gradient));
        add(gradient, sum);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (sum[0] != channels.size() * parameters[0]) {
      throw new IllegalStateException("the sum of the gradients is wrong");
    }
    parameters[0]++;
  }

  private static void requireOpen(boolean open) {
    if (!open) {
      throw new IllegalStateException("a worker has ended");
    }
  }

  private static void add(float[] gradient, float[] sum) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += gradient[i];
    }
  }

  static Process startWorker(int port, int parameters) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(
            java,
            "-cp",
            System.getProperty("java.class.path"),
            SocketWorker.class.getName(),
            String.valueOf(port),
            String.valueOf(parameters))
        .inheritIO()
        .start();
  }

  /** A worker ends by itself when its connection does. */
  static void stop(List<Process> processes) throws InterruptedException {
    for (Process process : processes) {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroy();
      }
    }
  }
}
