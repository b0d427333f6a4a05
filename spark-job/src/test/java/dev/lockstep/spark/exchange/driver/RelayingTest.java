package dev.lockstep.spark.exchange.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.linalg.BlasChoice;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.GradientSum;
import dev.lockstep.nn.Initializer;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.layer.BatchNorm;
import dev.lockstep.nn.layer.BatchNorm.Statistics;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.MiniBatches;
import dev.lockstep.shard.Shard;
import dev.lockstep.shard.Shuffle;
import dev.lockstep.spark.cluster.SharedBlas;
import dev.lockstep.spark.config.ExchangeConfig.GradientCompression;
import dev.lockstep.spark.config.ExchangeConfig.Protection;
import dev.lockstep.spark.config.ExchangeConfig.Topology;
import dev.lockstep.spark.config.PortRange;
import dev.lockstep.spark.exchange.driver.SessionServer.Expected;
import dev.lockstep.spark.exchange.driver.Watch.Patience;
import dev.lockstep.spark.exchange.executor.ShardWorker;
import dev.lockstep.spark.exchange.executor.SplitShard;
import dev.lockstep.spark.exchange.executor.TestExecutor;
import dev.lockstep.spark.exchange.message.Answer;
import dev.lockstep.spark.exchange.message.CompressionError;
import dev.lockstep.spark.exchange.message.NodeSum;
import dev.lockstep.spark.exchange.message.Round;
import dev.lockstep.spark.exchange.message.SessionAddress;
import dev.lockstep.spark.exchange.message.States;
import dev.lockstep.spark.exchange.message.Work;
import dev.lockstep.spark.exchange.tasks.ShardRanges;
import dev.lockstep.spark.exchange.wire.Credentials;
import dev.lockstep.spark.testing.LogLines;
import dev.lockstep.spark.testing.TestSpark;
import dev.lockstep.train.LocalGradients;
import dev.lockstep.train.Split;
import dev.lockstep.train.sum.SummationTree;
import dev.lockstep.train.sum.SummationTree.Node;
import dev.lockstep.train.sum.TreeSum;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A driver, and executors as they are but in this JVM, over real connections: whatever the way, the
 * sums are those of one process.
 */
final class RelayingTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  /** A twentieth of it is more than a worker takes on a machine that has much else to do. */
  private static final Duration BUSY = Duration.ofMinutes(10);

  private static final int FEATURES = 40;
  private static final int WIDTH = 150;

  /** 6,000 and 300 parameters, 300 buffers, and what two outputs need. */
  private static final Network NETWORK = network(Statistics.SHARD);

  private static final int PARAMETERS = NETWORK.parameters().size();
  private static final MetricSet METRICS = MetricSet.binary();

  private final List<TestExecutor> executors = new ArrayList<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final TasksByHand tasks = new TasksByHand();
  private final CompressionError error = new CompressionError();
  private final Standing standing = new Standing();
  private long rounds;

  private static Network network(Statistics statistics) {
    BatchNorm norm =
        new BatchNorm(WIDTH, BatchNorm.DEFAULT_EPSILON, BatchNorm.DEFAULT_MOMENTUM, statistics);
    return new Network(
        FEATURES,
        List.of(new Dense(FEATURES, WIDTH, false), norm, new Dense(WIDTH, 2)),
        new SoftmaxCrossEntropy());
  }

  /** A session of some workers, each with an executor of its own. */
  private final class Cluster {
    final List<Shard> shards;
    final Work work;
    final List<Node> ranges;
    final Coordinator coordinator;
    final ExchangePort port;
    final SessionServer server;
    final SessionAddress address;
    final LocalGradients local;

    Cluster(int workers, int shardCount, GradientCompression compression) throws IOException {
      this(NETWORK, workers, shardCount, compression);
    }

    Cluster(Network network, int workers, int shardCount, GradientCompression compression)
        throws IOException {
      this.shards = shards(shardCount);
      long[] rows = shards.stream().mapToLong(Shard::rows).toArray();
      BatchPlan plan = new BatchPlan(Arrays.stream(rows).sum(), 64, Shuffle.FULL, 3);
      SharedBlas blas = new SharedBlas(TestSpark.session().sparkContext(), BlasChoice.AUTO);
      this.work = new Work(network, new MiniBatches(plan, rows), METRICS, blas);
      this.local =
          new LocalGradients(
              network, plan, METRICS, Map.of(Split.TRAIN, shards), BlasBackend.AUTO.load());
      this.ranges = ShardRanges.all(shardCount, workers);
      tasks.slots = workers;
      tasks.running = workers;
      Relaying relaying = new Relaying(shardCount, PARAMETERS, error, standing);
      this.coordinator = new Coordinator(ranges, new Patience(BUSY, LONG), tasks, relaying);
      this.port = new ExchangePort(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      Credentials credentials = Credentials.random(Protection.CHECKSUM);
      SummationTree tree = new SummationTree(shardCount);
      States states = new States(network, METRICS);
      Expected expected = new Expected(ranges, tree, PARAMETERS, states, error, notice -> {});
      this.server = new SessionServer(coordinator, expected, port, credentials);
      this.address =
          new SessionAddress(
              "test",
              "127.0.0.1",
              port.number(),
              credentials,
              PARAMETERS,
              compression,
              PortRange.ANY);
      open.add(coordinator::end);
      open.add(server);
      open.add(port);
    }

    /** Whose executor is another each time. */
    TestExecutor start(int seat, long attempt) throws IOException {
      TestExecutor executor = new TestExecutor(address, seat + "." + attempt);
      executors.add(executor);
      Node range = ranges.get(seat);
      List<SplitShard> mine =
          shards.subList(range.from(), range.to()).stream()
              .map(shard -> new SplitShard(Split.TRAIN, shard))
              .toList();
      executor.work(seat, attempt, () -> new ShardWorker(work, mine));
      return executor;
    }

    /** The first attempts at all seats, in order. */
    List<TestExecutor> startAll() throws Exception {
      List<TestExecutor> all = new ArrayList<>();
      for (int seat = 0; seat < ranges.size(); seat++) {
        all.add(start(seat, 0));
      }
      coordinator.awaitAll(LONG);
      return all;
    }

    GradientSum sum(long step, float[] parameters) {
      Round round = Round.gradient(++rounds, step, parameters);
      List<Answer> answers = coordinator.run(round, port::await);
      TreeSum sum =
          new TreeSum(new SummationTree(shards.size()).root(), new TreeSum.Buffers(PARAMETERS));
      sum.begin();
      for (Answer answer : answers) {
        for (NodeSum part : answer.sums()) {
          sum.add(part.node(), part.sum());
        }
      }
      return sum.total();
    }

    void assertSame(long step, float[] parameters) {
      assertSame(step, parameters, sum(step, parameters));
    }

    void assertSame(long step, float[] parameters, GradientSum found) {
      GradientSum expected = local.at(parameters, step);
      assertThat(found.gradient()).isEqualTo(expected.gradient());
      assertThat(found.loss()).isEqualTo(expected.loss());
      assertThat(found.weight()).isEqualTo(expected.weight());
      assertThat(found.count()).isEqualTo(expected.count());
    }
  }

  /** Ragged: some have few rows, one has none. */
  private static List<Shard> shards(int count) {
    Random random = new Random(5);
    List<Shard> shards = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int many = i == 1 ? 0 : 5 + random.nextInt(60);
      Shard.Builder rows = new Shard.Builder(i, new Shard.RowFormat(FEATURES, 1), many);
      for (int row = 0; row < many; row++) {
        float[] values = new float[FEATURES + 2];
        for (int k = 0; k < FEATURES; k++) {
          values[k] = (float) random.nextGaussian();
        }
        values[FEATURES] = random.nextInt(2);
        values[FEATURES + 1] = 0.5f + random.nextFloat();
        rows.add(values, 0);
      }
      shards.add(rows.build());
    }
    return shards;
  }

  private static float[] parameters(long seed) {
    return new Initializer(Initializer.Kind.HE, 1).initialize(NETWORK, seed);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    executors.forEach(TestExecutor::close);
  }

  @ParameterizedTest
  @CsvSource({
    "STAR, 3, 7",
    "TREE, 1, 3",
    "TREE, 2, 2",
    "TREE, 3, 7",
    "TREE, 5, 13",
    "TREE, 16, 16",
    "TREE, 11, 64",
    "SLICED, 1, 3",
    "SLICED, 2, 2",
    "SLICED, 3, 7",
    "SLICED, 5, 13",
    "SLICED, 16, 16",
    "SLICED, 11, 64"
  })
  void eachTopologyAddsTheBitsOfOneProcess(Topology topology, int workers, int shards)
      throws Exception {
    Cluster cluster = new Cluster(workers, shards, GradientCompression.NONE);
    cluster.startAll();
    standing.use(topology);
    for (int step = 0; step < 6; step++) {
      cluster.assertSame(step, parameters(step));
    }
    assertThat(standing.starBecause()).isNull();
  }

  /** A head or an owner, or one of those that they serve; before, in and after the exchange. */
  @ParameterizedTest
  @CsvSource({"TREE, SHARD, 1", "SLICED, SHARD, 2", "TREE, SYNC, 3", "SLICED, SYNC, 4"})
  void whoeverIsLostTheStepIsExchangedAgainWithTheSameBits(
      Topology topology, Statistics statistics, int seed) throws Exception {
    int workers = 4;
    Cluster cluster = new Cluster(network(statistics), workers, 9, GradientCompression.NONE);
    List<TestExecutor> living = cluster.startAll();
    standing.use(topology);
    Random random = new Random(seed);
    for (int step = 0; step < 24; step++) {
      float[] parameters = parameters(step);
      int at = step;
      CompletableFuture<GradientSum> sum =
          CompletableFuture.supplyAsync(() -> cluster.sum(at, parameters));
      int lost = random.nextInt(workers);
      LockSupport.parkNanos(random.nextInt(3_000_000));
      living.get(lost).close();
      living.set(lost, cluster.start(lost, 1 + step));
      cluster.assertSame(step, parameters, sum.get(60, TimeUnit.SECONDS));
    }
    assertThat(cluster.coordinator.losses()).isBetween(20, 24);
    assertThat(standing.starBecause()).isNull();
  }

  /** A plan is then overtaken by the next, before all executors follow it. */
  @ParameterizedTest
  @EnumSource(names = {"TREE", "SLICED"})
  void whenTwoAreLostAtNearlyTheSameTimeTheOthersGoOnThroughRelays(Topology topology)
      throws Exception {
    int workers = 6;
    Cluster cluster = new Cluster(workers, 9, GradientCompression.NONE);
    List<TestExecutor> living = cluster.startAll();
    standing.use(topology);
    Random random = new Random(6);
    for (int step = 0; step < 24; step++) {
      float[] parameters = parameters(step);
      int at = step;
      CompletableFuture<GradientSum> sum =
          CompletableFuture.supplyAsync(() -> cluster.sum(at, parameters));
      int first = random.nextInt(workers);
      int second = (first + 1 + random.nextInt(workers - 1)) % workers;
      living.get(first).close();
      living.set(first, cluster.start(first, 1 + step));
      LockSupport.parkNanos(random.nextInt(3_000_000));
      living.get(second).close();
      living.set(second, cluster.start(second, 1 + step));
      cluster.assertSame(step, parameters, sum.get(60, TimeUnit.SECONDS));
    }
    assertThat(standing.starBecause()).isNull();
  }

  @ParameterizedTest
  @EnumSource(names = {"TREE", "SLICED"})
  void executorsThatDoNotReachEachOtherExchangeWithTheDriverAlone(Topology topology)
      throws Exception {
    Cluster cluster = new Cluster(3, 7, GradientCompression.NONE);
    TestExecutor alone = cluster.startAll().get(2);
    standing.use(topology);
    cluster.assertSame(0, parameters(0));
    alone.isolate();
    try (LogLines log = new LogLines(Coordinator.class)) {
      cluster.assertSame(1, parameters(1));
      assertThat(log.all()).hasSize(2);
      assertThat(log.all().get(0))
          .startsWith("All executors are to reach each other anew: executor ")
          .contains(" cannot reach executor 2.0 on 127.0.0.1: ");
      assertThat(log.all().get(1))
          .startsWith("Executors exchange with the driver alone, without relays (star): executor ")
          .contains(" cannot reach executor 2.0 on 127.0.0.1: ");
    }
    cluster.assertSame(2, parameters(2));
    assertThat(cluster.coordinator.losses()).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"TREE", "SLICED"})
  void connectionsThatAreResetAreMadeAgain(Topology topology) throws Exception {
    Cluster cluster = new Cluster(3, 7, GradientCompression.NONE);
    TestExecutor reset = cluster.startAll().get(2);
    standing.use(topology);
    cluster.assertSame(0, parameters(0));
    reset.hangUp();
    cluster.assertSame(1, parameters(1));
    cluster.assertSame(2, parameters(2));
    assertThat(standing.starBecause()).isNull();
    assertThat(cluster.coordinator.losses()).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"TREE", "SLICED"})
  void compressedSumsAreNearAndTellHowFarOffTheyAre(Topology topology) throws Exception {
    Cluster cluster = new Cluster(4, 8, GradientCompression.FLOAT16);
    cluster.startAll();
    standing.use(topology);
    float[] parameters = parameters(1);
    GradientSum found = cluster.sum(0, parameters);
    GradientSum expected = cluster.local.at(parameters, 0);
    double largest = 0;
    for (float each : expected.gradient()) {
      largest = Math.max(largest, Math.abs(each));
    }
    int trained = NETWORK.parameters().trained();
    for (int i = 0; i < PARAMETERS; i++) {
      double most = i < trained ? 8 * 0x1p-11 * largest : 0;
      assertThat((double) found.gradient()[i])
          .isBetween(expected.gradient()[i] - most, expected.gradient()[i] + most);
    }
    assertThat(found.loss()).isEqualTo(expected.loss());
    assertThat(error.relative()).isBetween(0x1p-16, 0x1p-11);
  }

  @Test
  void aConnectionIsMeasured() throws Exception {
    Cluster cluster = new Cluster(2, 4, GradientCompression.NONE);
    cluster.startAll();
    List<Link> links = cluster.coordinator.links();
    assertThat(links).hasSize(2);
    LinkProbe.Speed speed = cluster.server.measure(links.get(1), cluster.port::await).orElseThrow();
    assertThat(speed.seconds()).isBetween(1e-6, 1.0);
    assertThat(speed.bytesPerSecond()).isBetween(1e6, 1e12);
    cluster.assertSame(0, parameters(0));
  }

  @Test
  void whoCannotListenMakesAllExchangeWithTheDriverAlone() throws Exception {
    Cluster cluster = new Cluster(2, 4, GradientCompression.NONE);
    SessionAddress deaf =
        new SessionAddress(
            "test",
            "127.0.0.1",
            cluster.port.number(),
            cluster.address.credentials(),
            PARAMETERS,
            GradientCompression.NONE,
            null);
    cluster.start(0, 0);
    TestExecutor other = new TestExecutor(deaf, "deaf");
    executors.add(other);
    List<SplitShard> mine =
        cluster.shards.subList(2, 4).stream()
            .map(shard -> new SplitShard(Split.TRAIN, shard))
            .toList();
    other.work(1, 0, () -> new ShardWorker(cluster.work, mine));
    cluster.coordinator.awaitAll(LONG);
    standing.use(Topology.SLICED);
    cluster.assertSame(0, parameters(0));
    assertThat(standing.starBecause()).contains("executor deaf on 127.0.0.1", "cannot be called");
  }
}
