package dev.lockstep.spark.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.data.BatchPlan;
import dev.lockstep.data.Shard;
import dev.lockstep.data.Shuffle;
import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.model.MissingValues;
import dev.lockstep.nn.Initializer;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Network.Outputs;
import dev.lockstep.nn.Relu;
import dev.lockstep.nn.SoftmaxCrossEntropy;
import dev.lockstep.optim.Adam;
import dev.lockstep.optim.ConstantRate;
import dev.lockstep.spark.config.DataConfig;
import dev.lockstep.spark.config.GradientCompression;
import dev.lockstep.spark.data.LoadedData;
import dev.lockstep.spark.data.SyntheticTable;
import dev.lockstep.spark.data.TableLoader;
import dev.lockstep.spark.data.TableLoader.Sharding;
import dev.lockstep.spark.data.Tables;
import dev.lockstep.spark.testing.TestSpark;
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.LocalGradients;
import dev.lockstep.train.Split;
import dev.lockstep.train.Trainer;
import dev.lockstep.train.TrainingListener;
import dev.lockstep.train.TrainingPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SessionGradientsTest {
  private static final int ROWS = 700;
  private static final int FEATURES = 5;
  private static final ExchangeSettings SETTINGS =
      new ExchangeSettings(
          0, false, GradientCompression.NONE, Duration.ofSeconds(60), Duration.ofSeconds(60), 1000);

  private final SparkSession spark = TestSpark.session();
  private final JavaSparkContext context = new JavaSparkContext(spark.sparkContext());
  private final Network network =
      Network.multilayerPerceptron(
          FEATURES, List.of(7), new Relu(), new Outputs(2, new SoftmaxCrossEntropy()));
  @TempDir private Path directory;

  private LoadedData load(int shards) {
    String path = directory.resolve("table").toString();
    new SyntheticTable(ROWS, FEATURES, 2, 1, 0.1).rows(spark, 3).write().parquet(path);
    DataConfig config =
        new DataConfig(
            new DataConfig.Format("parquet", Map.of()),
            new DataConfig.Fractions(List.of(path), 0.1, 0.1),
            new DataConfig.Columns(
                List.of("label"), Optional.empty(), List.of(), List.of(), Optional.empty()),
            new DataConfig.Preparation(MissingValues.ERROR, true, 10));
    return new TableLoader(config, new Sharding(OptionalInt.of(shards), Shuffle.FULL), false, null)
        .load(new Tables(spark).open(config, 1));
  }

  private BatchPlan batches(LoadedData data) {
    return new BatchPlan(data.examples(Split.TRAIN), 64, Shuffle.FULL, 3);
  }

  private JobGradients.Task task(LoadedData data) {
    return new JobGradients.Task(network, batches(data), MetricSet.binary(), BlasBackend.AUTO);
  }

  private LocalGradients local(LoadedData data) {
    Map<Split, List<Shard>> shards = new EnumMap<>(Split.class);
    data.splits().forEach((split, dataset) -> shards.put(split, dataset.shards().collect()));
    return new LocalGradients(
        network, batches(data), MetricSet.binary(), shards, BlasBackend.AUTO.load());
  }

  private float[] train(LoadedData data, GradientSource gradients) {
    TrainingPlan plan =
        TrainingPlan.epochs(2, batches(data), new Adam(0.9, 0.999, 1e-8), new ConstantRate(0.01));
    float[] initial = new Initializer(Initializer.Kind.HE, 1).initialize(network, 1);
    return new Trainer(plan, gradients, initial, TrainingListener.NONE).train().parameters();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void sessionsJobsAndOneProcessTrainTheSameBits(int shards) {
    LoadedData data = load(shards);
    LocalGradients local = local(data);
    float[] expected = train(data, local);
    try (JobGradients jobs = new JobGradients(context, task(data), data.splits())) {
      assertThat(train(data, jobs)).isEqualTo(expected);
    }
    // A session holds all of Spark's slots: nothing else runs until it is closed.
    try (SessionGradients sessions =
        new SessionGradients(context, task(data), data.splits(), SETTINGS)) {
      assertThat(train(data, sessions)).isEqualTo(expected);
      for (Split split : Split.values()) {
        assertThat(sessions.evaluate(expected, split).values())
            .isEqualTo(local.evaluate(expected, split).values());
      }
    }
  }

  @Test
  void aSessionIsRenewedAtAnEpochsEndWithoutAnyDifference() {
    LoadedData data = load(2);
    ExchangeSettings short5 =
        new ExchangeSettings(
            0, false, GradientCompression.NONE, Duration.ofSeconds(60), Duration.ofSeconds(60), 5);
    float[] expected = train(data, local(data));
    try (SessionGradients sessions =
        new SessionGradients(context, task(data), data.splits(), short5)) {
      assertThat(train(data, sessions)).isEqualTo(expected);
    }
  }

  @Test
  void fiftySessionsLeaveNoThreadBehind() {
    LoadedData data = load(2);
    float[] parameters = new float[network.parameters().size()];
    int before = 0;
    for (int i = 0; i < 50; i++) {
      try (SessionGradients sessions =
          new SessionGradients(context, task(data), data.splits(), SETTINGS)) {
        sessions.at(parameters, i);
      }
      if (i == 9) {
        before = Thread.activeCount(); // Spark's own pools have grown by then.
      }
    }
    assertThat(Thread.activeCount()).isLessThanOrEqualTo(before + 2);
  }
}
