package dev.lockstep.spark.exchange.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.layer.BatchNorm;
import dev.lockstep.nn.layer.BatchNorm.Statistics;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.spark.config.ExchangeConfig.Protection;
import dev.lockstep.spark.exchange.driver.SessionServer.Expected;
import dev.lockstep.spark.exchange.driver.Watch.Patience;
import dev.lockstep.spark.exchange.message.CompressionError;
import dev.lockstep.spark.exchange.message.Frames;
import dev.lockstep.spark.exchange.message.PartSums;
import dev.lockstep.spark.exchange.message.ReduceFrames;
import dev.lockstep.spark.exchange.message.Round;
import dev.lockstep.spark.exchange.message.States;
import dev.lockstep.spark.exchange.message.WorkerId;
import dev.lockstep.spark.exchange.wire.Credentials;
import dev.lockstep.spark.exchange.wire.FrameChannel;
import dev.lockstep.spark.exchange.wire.FrameClient;
import dev.lockstep.spark.exchange.wire.IoLoop;
import dev.lockstep.train.sum.SummationTree;
import dev.lockstep.train.sum.SummationTree.Node;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sums in the middle of a round, over real connections. */
@Timeout(60)
final class ReducedOverConnectionsTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  /** More numbers than fit in a frame. */
  private static final int WIDTH = 20_000;

  private static final Network NETWORK =
      new Network(
          1,
          List.of(new Dense(1, WIDTH), new BatchNorm(WIDTH, Statistics.SYNC), new Dense(WIDTH, 2)),
          new SoftmaxCrossEntropy());
  private static final int PARAMETERS = NETWORK.parameters().size();
  private static final List<Node> RANGES = List.of(new Node(0, 2), new Node(2, 3));

  private final Credentials credentials = Credentials.random(Protection.CHECKSUM);
  private final Coordinator coordinator =
      new Coordinator(RANGES, new Patience(LONG, LONG), new TasksByHand(), TasksByHand.star());
  private final IoLoop loop = new IoLoop("test-worker", Duration.ofMillis(100), () -> {});
  private final ExchangePort port =
      new ExchangePort(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  private final SessionServer server =
      new SessionServer(
          coordinator,
          new Expected(
              RANGES,
              new SummationTree(3),
              PARAMETERS,
              new States(NETWORK, MetricSet.binary()),
              new CompressionError(),
              notice -> {}),
          port,
          credentials);

  ReducedOverConnectionsTest() throws IOException {}

  /** The other end of a connection; keeps the totals it is told. */
  private final class Hand implements FrameChannel.Receiver {
    final WorkerId worker;
    final BlockingQueue<Long> asked = new LinkedBlockingQueue<>();
    final BlockingQueue<double[]> totals = new LinkedBlockingQueue<>();
    final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    private final ReduceFrames.Reader reader = new ReduceFrames.Reader();
    private final FrameChannel channel;

    Hand(int place, long attempt) throws IOException, InterruptedException {
      worker = new WorkerId(place, attempt);
      channel =
          FrameClient.connect(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), port.number()),
              LONG,
              credentials,
              new FrameClient.Connecting(loop, this));
      channel.send(Frames.join(worker, new Frames.Home("7", "h", "link", 0)));
    }

    @Override
    public void opened(FrameChannel opened) {}

    @Override
    public void frame(FrameChannel from, ByteBuffer frame) {
      byte kind = frame.get();
      if (kind == Frames.ASK) {
        assertThat(Frames.worker(frame)).isEqualTo(worker);
        asked.add(frame.getLong());
      } else if (kind == Frames.TOTAL) {
        assertThat(Frames.worker(frame)).isEqualTo(worker);
        double[] total = reader.read(frame);
        if (total != null) {
          totals.add(total);
        }
      }
    }

    @Override
    public void closed(String why) {
      ends.add(why);
    }

    /** Gives sums whose last numbers are those. */
    void give(int number, double... nodes) {
      int n = size(number);
      reader.expect(1, number, n);
      channel.send(
          ReduceFrames.sums(
              worker,
              new PartSums(
                  1, number, Arrays.stream(nodes).mapToObj(last -> numbers(n, last)).toList())));
    }

    double[] total() throws InterruptedException {
      return next(totals);
    }
  }

  private static int size(int number) {
    return 2 * WIDTH + (number == 0 ? 1 : 0);
  }

  private static double[] numbers(int n, double last) {
    double[] numbers = new double[n];
    for (int i = 0; i < n; i++) {
      numbers[i] = last + i + 1 - n;
    }
    return numbers;
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    return Objects.requireNonNull(queue.poll(LONG.toSeconds(), TimeUnit.SECONDS));
  }

  @BeforeEach
  void start() {
    loop.start();
  }

  @AfterEach
  void close() throws IOException {
    coordinator.end();
    server.close();
    port.close();
    loop.close();
  }

  private CompletableFuture<Void> run() {
    return CompletableFuture.runAsync(
        () -> coordinator.run(Round.gradient(1, 1, new float[PARAMETERS]), port::await));
  }

  @Test
  void sumsAndTotalsTravelInChunks() throws Exception {
    Hand first = new Hand(0, 0);
    Hand second = new Hand(1, 0);
    CompletableFuture<Void> round = run();
    assertThat(next(first.asked)).isEqualTo(next(second.asked)).isEqualTo(1);
    for (int number = 0; number < 2; number++) {
      first.give(number, 0.5, 0x1p-40);
      second.give(number, 3);
      double[] expected = numbers(size(number), 0.5);
      double[] others = numbers(size(number), 0x1p-40);
      double[] last = numbers(size(number), 3);
      for (int i = 0; i < expected.length; i++) {
        expected[i] += others[i] + last[i];
      }
      assertThat(first.total()).isEqualTo(expected);
      assertThat(second.total()).isEqualTo(expected);
    }
    assertThat(round).isNotDone();
  }

  @Test
  void whoGivesWhatIsNotExpectedLosesItsPlace() throws Exception {
    Hand steady = new Hand(1, 0);
    CompletableFuture<Void> round = run();
    next(steady.asked);
    steady.give(0, 3);
    int attempt = 0;
    for (PartSums wrong :
        List.of(
            new PartSums(1, 1, List.of(new double[size(1)], new double[size(1)])),
            new PartSums(2, 0, List.of(new double[size(0)], new double[size(0)])),
            new PartSums(
                1, 0, List.of(new double[size(0)], new double[size(0)], new double[size(0)])))) {
      Hand hand = new Hand(0, attempt++);
      next(hand.asked);
      hand.channel.send(ReduceFrames.sums(hand.worker, wrong));
      assertThat(next(hand.ends)).isNotEmpty();
    }
    Hand good = new Hand(0, attempt);
    next(good.asked);
    good.give(0, 1, 2);
    assertThat(good.total()[size(0) - 1]).isEqualTo(6);
    assertThat(steady.total()).isEqualTo(sumOfAll());
    assertThat(round).isNotDone();
  }

  private static double[] sumOfAll() {
    double[] total = new double[size(0)];
    for (double last : new double[] {1, 2, 3}) {
      double[] part = numbers(total.length, last);
      for (int i = 0; i < total.length; i++) {
        total[i] += part[i];
      }
    }
    return total;
  }
}
