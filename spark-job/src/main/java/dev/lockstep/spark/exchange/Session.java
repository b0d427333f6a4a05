package dev.lockstep.spark.exchange;

import dev.lockstep.spark.cluster.Cores;
import dev.lockstep.spark.cluster.JobName;
import dev.lockstep.spark.exchange.Coordinator.Waiting;
import dev.lockstep.spark.exchange.SessionServer.Expected;
import dev.lockstep.spark.exchange.Watch.Patience;
import dev.lockstep.spark.exchange.wire.Credentials;
import dev.lockstep.train.sum.SummationTree;
import dev.lockstep.train.sum.SummationTree.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One Spark job whose tasks live as long as it does, and the driver's end of their connections. */
final class Session implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);
  private static final Map<String, Coordinator> HERE = new ConcurrentHashMap<>();
  private static final Duration LOCAL_SPIN = Duration.ofMillis(2);
  private static final int NO_PORT = 0;
  private static final long CLOSE_MILLIS = 1000;

  private final JavaSparkContext spark;
  private final String id = UUID.randomUUID().toString();
  private final List<Node> ranges;
  private final Coordinator coordinator;
  private final @Nullable ExchangePort port;
  private final @Nullable SessionServer server;
  private final SessionAddress address;
  private final Set<String> executors;
  private final SparkTasks tasks;

  /**
   * What the sessions of a run share in the driver.
   *
   * @param port at which workers in other JVMs call, or null where there are none
   * @param error to which is added what compression costs
   */
  record Driver(@Nullable ExchangePort port, CompressionError error) {}

  /** Lets workers in; {@link #start} starts them. */
  Session(JavaSparkContext spark, Work work, ExchangeSettings settings, Driver driver) {
    this.spark = spark;
    this.port = driver.port();
    int shards = work.shards();
    this.ranges = ranges(shards, Math.max(1, Math.min(shards, Cores.tasks(spark.sc()))));
    Patience patience = new Patience(settings.stepTimeout(), settings.startTimeout());
    this.tasks = new SparkTasks(spark.sc());
    this.coordinator = new Coordinator(ranges, patience, tasks);
    this.executors = executors(spark);
    int parameters = work.network().parameters().size();
    Credentials credentials = Credentials.random(settings.protection());
    Expected expected =
        new Expected(
            ranges,
            new SummationTree(shards),
            parameters,
            work.metrics(),
            driver.error(),
            work.blas()::add);
    this.server = port == null ? null : new SessionServer(coordinator, expected, port, credentials);
    this.address =
        new SessionAddress(
            id,
            spark.getConf().get("spark.driver.host"),
            port == null ? NO_PORT : port.number(),
            credentials,
            parameters,
            settings.compression());
    HERE.put(id, coordinator);
  }

  /** The coordinator of a session whose driver is this JVM, or null. */
  static @Nullable Coordinator inThisJvm(String session) {
    return HERE.get(session);
  }

  /**
   * Starts the workers and waits for them.
   *
   * @param shards partition s holds shard s of every split
   * @throws TimeoutException if they cannot all run at once
   * @throws PlaceVacantException if Spark has slots for fewer meanwhile
   */
  void start(JavaRDD<SplitShard> shards, Work work, ExchangeSettings settings)
      throws TimeoutException, InterruptedException {
    JavaRDD<SplitShard> grouped = ShardRanges.group(shards, ranges.size());
    tasks.started(
        JobName.ofInterruptible(
            spark.sc(),
            "training session",
            () -> grouped.mapPartitions(new SessionTask(work, address)).collectAsync()));
    coordinator.awaitAll(settings.startTimeout());
    LOG.debug("Session {} has all its workers", id);
  }

  /**
   * Asks all workers; gives their answers in the order of the places, valid until the next round.
   *
   * @param round by its number
   */
  List<Result> run(LongFunction<Round> round) {
    Waiting waiting = port == null ? Session::spin : port::await;
    return coordinator.run(round.apply(coordinator.nextRound()), waiting);
  }

  /**
   * In local mode the driver's thread is one of those that compute, and waits no longer than the
   * others' steps differ.
   */
  private static void spin(BooleanSupplier done, Duration atMost) {
    long start = System.nanoTime();
    while (!done.getAsBoolean() && System.nanoTime() - start < LOCAL_SPIN.toNanos()) {
      Thread.onSpinWait();
    }
    if (!done.getAsBoolean()) {
      LockSupport.parkNanos(atMost.toNanos());
    }
  }

  /** How many workers have been lost. */
  int losses() {
    return coordinator.losses();
  }

  /** The ranges of shards that its workers hold. */
  List<Node> ranges() {
    return ranges;
  }

  /** Whether executors have come or gone since the session began. */
  boolean executorsChanged() {
    return !executors(spark).equals(executors);
  }

  private static Set<String> executors(JavaSparkContext spark) {
    return Arrays.stream(spark.sc().statusTracker().getExecutorInfos())
        .map(executor -> executor.host() + ":" + executor.port())
        .collect(Collectors.toSet());
  }

  /** Lets the workers go and lets none in any more; within two seconds, whatever the workers do. */
  @Override
  public void close() {
    coordinator.end();
    HERE.remove(id);
    tasks.end(CLOSE_MILLIS);
    if (server != null) {
      server.close();
    }
  }

  /** The ranges of shards that so many workers hold. */
  private static List<Node> ranges(int shards, int workers) {
    List<Node> ranges = new ArrayList<>();
    for (int i = 0; i < workers; i++) {
      ranges.add(
          new Node(ShardRanges.from(i, shards, workers), ShardRanges.from(i + 1, shards, workers)));
    }
    return ranges;
  }
}
