package dev.lockstep.spark.exchange;

import dev.lockstep.spark.exchange.SessionServer.Expected;
import dev.lockstep.train.SummationTree;
import dev.lockstep.train.SummationTree.Node;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
  private static final int SECRET_BITS = 256;
  private static final int NO_PORT = 0;
  private static final long CLOSE_MILLIS = 2000;

  private final JavaSparkContext spark;
  private final String id = UUID.randomUUID().toString();
  private final Coordinator coordinator;
  private final @Nullable Listener listener;
  private final SessionAddress address;
  private final int executors;
  private @Nullable JavaFutureAction<List<Integer>> job;

  /** Starts listening, if there are executors in other JVMs; {@link #start} starts the workers. */
  Session(
      JavaSparkContext spark, List<Node> ranges, SessionTask.Work work, ExchangeSettings settings) {
    this.spark = spark;
    this.coordinator = new Coordinator(ranges, settings.stepTimeout(), this::jobFailure);
    this.executors = executors(spark);
    int parameters = work.step().network().parameters().size();
    String secret = new BigInteger(SECRET_BITS, new SecureRandom()).toString(Character.MAX_RADIX);
    Expected expected =
        new Expected(
            ranges,
            new SummationTree(work.step().shards()),
            parameters,
            work.metrics().newState().length,
            ExchangeSettings.SILENCE_MILLIS);
    this.listener =
        spark.sc().isLocal() ? null : new Listener(spark, coordinator, expected, settings, secret);
    this.address =
        new SessionAddress(
            id,
            spark.getConf().get("spark.driver.host"),
            listener == null ? NO_PORT : listener.port(),
            secret,
            settings.encrypt(),
            parameters,
            ExchangeSettings.SILENCE_MILLIS);
    HERE.put(id, coordinator);
  }

  /** The coordinator of a session whose driver is this JVM, or null. */
  static @Nullable Coordinator inThisJvm(String session) {
    return HERE.get(session);
  }

  /**
   * Starts the workers and waits for them.
   *
   * @throws TimeoutException if they cannot all run at once
   */
  void start(JavaRDD<SplitShard> shards, SessionTask.Work work, ExchangeSettings settings)
      throws TimeoutException, InterruptedException {
    spark.setJobGroup(id, "lockstep training session", true);
    try {
      job = shards.mapPartitions(new SessionTask(work, address)).collectAsync();
    } finally {
      spark.clearJobGroup();
    }
    coordinator.awaitAll(settings.startTimeout());
    LOG.debug("Session {} has all its workers", id);
  }

  Coordinator coordinator() {
    return coordinator;
  }

  /** Whether executors have come or gone since the session began. */
  boolean executorsChanged() {
    return executors(spark) != executors;
  }

  private static int executors(JavaSparkContext spark) {
    return spark.sc().statusTracker().getExecutorInfos().length;
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
    if (listener != null) {
      listener.close();
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
  static List<Node> ranges(int shards, int workers) {
    List<Node> ranges = new ArrayList<>();
    for (int i = 0; i < workers; i++) {
      ranges.add(
          new Node(ShardRanges.from(i, shards, workers), ShardRanges.from(i + 1, shards, workers)));
    }
    return ranges;
  }
}
