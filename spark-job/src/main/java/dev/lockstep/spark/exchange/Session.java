package dev.lockstep.spark.exchange;

import dev.lockstep.spark.data.Cores;
import dev.lockstep.spark.data.JobName;
import dev.lockstep.spark.exchange.Coordinator.Patience;
import dev.lockstep.spark.exchange.Coordinator.Waiting;
import dev.lockstep.spark.exchange.SessionServer.Expected;
import dev.lockstep.spark.exchange.wire.Credentials;
import dev.lockstep.train.SummationTree;
import dev.lockstep.train.SummationTree.Node;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaFutureAction;
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
  private final @Nullable SessionServer server;
  private final SessionAddress address;
  private final Set<String> executors;
  private @Nullable JavaFutureAction<List<Integer>> job;

  /**
   * Starts listening, if there are executors in other JVMs; {@link #start} starts the workers.
   *
   * @param error to which is added what compression costs
   */
  Session(
      JavaSparkContext spark,
      SessionTask.Work work,
      ExchangeSettings settings,
      CompressionError error) {
    this.spark = spark;
    int shards = work.step().shards();
    this.ranges = ranges(shards, Math.max(1, Math.min(shards, Cores.tasks(spark.sc()))));
    boolean local = spark.sc().isLocal();
    Patience patience = new Patience(settings.stepTimeout(), settings.startTimeout());
    this.coordinator = new Coordinator(ranges, patience, this::jobFailure);
    this.executors = executors(spark);
    int parameters = work.step().network().parameters().size();
    Credentials credentials = Credentials.random(settings.encrypt());
    Expected expected =
        new Expected(ranges, new SummationTree(shards), parameters, work.metrics(), error);
    this.server = local ? null : listen(expected, settings, credentials);
    this.address =
        new SessionAddress(
            id,
            spark.getConf().get("spark.driver.host"),
            server == null ? NO_PORT : server.port(),
            credentials,
            parameters,
            settings.compression());
    HERE.put(id, coordinator);
  }

  private SessionServer listen(
      Expected expected, ExchangeSettings settings, Credentials credentials) {
    SparkConf conf = spark.getConf();
    String host = conf.get("spark.driver.bindAddress", conf.get("spark.driver.host"));
    InetSocketAddress at = new InetSocketAddress(host, settings.port());
    try {
      return new SessionServer(coordinator, expected, at, credentials);
    } catch (IOException e) {
      throw new SessionUnavailableException(
          String.format(
              Locale.ROOT,
              "the driver cannot listen at %s, port %d (exchange.port): %s",
              host,
              settings.port(),
              e.getMessage()),
          e);
    }
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
   */
  void start(JavaRDD<SplitShard> shards, SessionTask.Work work, ExchangeSettings settings)
      throws TimeoutException, InterruptedException {
    JavaRDD<SplitShard> grouped = ShardRanges.group(shards, ranges.size());
    job =
        JobName.ofInterruptible(
            spark.sc(),
            "training session",
            () -> grouped.mapPartitions(new SessionTask(work, address)).collectAsync());
    coordinator.awaitAll(settings.startTimeout());
    LOG.debug("Session {} has all its workers", id);
  }

  /**
   * Asks all workers; gives their answers in the order of the places, valid until the next round.
   *
   * @param round by its number
   */
  List<Result> run(LongFunction<Round> round) {
    Waiting waiting = server == null ? Session::spin : server::await;
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

  /** Why the job will send no worker any more, or null while it may. */
  private @Nullable Throwable jobFailure() {
    JavaFutureAction<List<Integer>> running = job;
    if (running == null || !running.isDone()) {
      return null;
    }
    try {
      running.get();
      return new IllegalStateException("the workers' Spark job ended before the session did");
    } catch (ExecutionException e) {
      return e.getCause() == null ? e : e.getCause();
    } catch (CancellationException e) {
      return new IllegalStateException("the workers' Spark job was cancelled", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return e;
    }
  }

  /** Lets the workers go and stops listening; within two seconds, whatever the workers do. */
  @Override
  public void close() {
    coordinator.end();
    HERE.remove(id);
    endJob();
    if (server != null) {
      server.close();
    }
  }

  private void endJob() {
    JavaFutureAction<List<Integer>> running = job;
    if (running == null) {
      return;
    }
    try {
      running.get(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      running.cancel(true);
    } catch (ExecutionException | CancellationException e) {
      LOG.debug("Session {} ended with its job already gone", id, e);
    } catch (InterruptedException e) {
      running.cancel(true);
      Thread.currentThread().interrupt();
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
