package dev.lockstep.spark.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.linalg.BlasChoice;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.Initializer;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Network.Outputs;
import dev.lockstep.nn.layer.Tanh;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.Shuffle;
import dev.lockstep.spark.cluster.SharedBlas;
import dev.lockstep.spark.table.pack.LoadedData;
import dev.lockstep.spark.table.source.SyntheticTable;
import dev.lockstep.spark.testing.SyntheticData;
import dev.lockstep.spark.testing.TestSpark;
import dev.lockstep.train.LocalGradients;
import dev.lockstep.train.Split;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskKilled;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.jdk.javaapi.CollectionConverters;

/** One Spark job a step computes what one thread computes, whatever happens to its tasks. */
final class JobGradientsTest {
  private static final int FEATURES = 20;

  /** 105,002 parameters: their broadcast is larger than any other of these jobs. */
  private static final Network NETWORK =
      Network.multilayerPerceptron(
          FEATURES, List.of(3000, 14), new Tanh(), new Outputs(2, new SoftmaxCrossEntropy()));

  private static final float[] PARAMETERS =
      new Initializer(Initializer.Kind.XAVIER, 1).initialize(NETWORK, 1);

  private final SparkSession spark = TestSpark.session();
  private final JavaSparkContext context = new JavaSparkContext(spark.sparkContext());
  private @Nullable LoadedData loaded;
  @TempDir private Path directory;

  private void load(int shards) {
    SyntheticTable table = new SyntheticTable(1000, FEATURES, 2, 1, 0.1);
    loaded = SyntheticData.load(spark, directory, table, shards);
  }

  private LoadedData data() {
    return Objects.requireNonNull(loaded);
  }

  @AfterEach
  void free() {
    data().unpersist();
  }

  private BatchPlan batches() {
    return new BatchPlan(data().examples(Split.TRAIN), 100, Shuffle.FULL, 3);
  }

  private JobGradients jobs() {
    return new JobGradients(
        context,
        new Computation(
            NETWORK, batches(), MetricSet.binary(), new SharedBlas(context.sc(), BlasChoice.AUTO)),
        data().splits());
  }

  private LocalGradients local() {
    return new LocalGradients(
        NETWORK,
        batches(),
        MetricSet.binary(),
        SyntheticData.collect(data()),
        BlasBackend.AUTO.load());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void everySumAndEveryFigureHasTheBitsOfOneThread(int shards) {
    load(shards);
    LocalGradients local = local();
    try (JobGradients jobs = jobs()) {
      for (long step : new long[] {0, 1, 8, 20}) {
        var expected = local.at(PARAMETERS, step);
        var sum = jobs.at(PARAMETERS, step);
        assertThat(sum.gradient()).containsExactly(expected.gradient());
        assertThat(sum.loss()).isEqualTo(expected.loss());
        assertThat(sum.weight()).isEqualTo(expected.weight());
        assertThat(sum.count()).isEqualTo(expected.count());
      }
      for (Split split : Split.values()) {
        assertThat(jobs.has(split)).isTrue();
        assertThat(jobs.evaluate(PARAMETERS, split).values())
            .isEqualTo(local.evaluate(PARAMETERS, split).values());
      }
    }
  }

  @Test
  void killedTasksChangeNothing() {
    load(3);
    LocalGradients local = local();
    Killer killer = new Killer();
    spark.sparkContext().addSparkListener(killer);
    try (JobGradients jobs = jobs()) {
      // A kill that comes too late kills nothing, so as many steps as it takes.
      for (long step = 0; killer.killed.get() < 3; step++) {
        assertThat(step).as("steps without three kills").isLessThan(2000);
        float[] sum = jobs.at(PARAMETERS, step).gradient();
        assertThat(sum).containsExactly(local.at(PARAMETERS, step).gradient());
      }
    } finally {
      spark.sparkContext().removeSparkListener(killer);
    }
  }

  /** Kills every first attempt of a task as soon as it hears of it. */
  private final class Killer extends SparkListener {
    private final AtomicInteger killed = new AtomicInteger();

    @Override
    public void onTaskStart(SparkListenerTaskStart start) {
      if (start.taskInfo().attemptNumber() == 0) {
        spark.sparkContext().killTaskAttempt(start.taskInfo().taskId(), true, "a test");
      }
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
      if (end.reason() instanceof TaskKilled) {
        killed.incrementAndGet();
      }
    }
  }

  @Test
  void resultsLargerThanTheDriverTakesAreRefusedWithTheArithmetic() {
    load(3);
    SparkConf conf = spark.sparkContext().conf();
    String key = "spark.driver.maxResultSize";
    conf.set(key, "512k");
    try {
      // Two tasks hold shards 0 and 1, 2: two nodes of the tree.
      assertThatThrownBy(this::jobs)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(
              "%,d gradient sums of %,d parameters of 4 bytes", 2, PARAMETERS.length)
          .hasMessageContaining("%,d bytes", 2 * 4 * PARAMETERS.length)
          .hasMessageContaining("spark.driver.maxResultSize = 524,288 bytes");
    } finally {
      conf.remove(key);
    }
    assertThat(jobs()).isNotNull();
  }

  @Test
  void parametersAreGoneFromTheExecutorsAfterTheirStep() {
    load(2);
    // Of whoever uses the same Spark session.
    Set<String> before = largeBroadcasts();
    try (JobGradients jobs = jobs()) {
      for (long step = 0; step < 20; step++) {
        jobs.at(PARAMETERS, step);
      }
      jobs.evaluate(PARAMETERS, Split.TRAIN);
    }
    // Spark removes them in the background.
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!before.containsAll(largeBroadcasts()) && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(largeBroadcasts()).isSubsetOf(before);
  }

  /** The blocks of broadcasts that are as large as the parameters, give or take compression. */
  private static Set<String> largeBroadcasts() {
    BlockManager blocks = SparkEnv.get().blockManager();
    return CollectionConverters.asJava(blocks.getMatchingBlockIds(BlockId::isBroadcast)).stream()
        .filter(id -> blocks.getStatus(id).exists(status -> status.memSize() > 300_000))
        .map(BlockId::name)
        .collect(Collectors.toSet());
  }
}
