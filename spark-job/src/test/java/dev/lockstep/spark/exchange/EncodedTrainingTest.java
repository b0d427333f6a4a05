package dev.lockstep.spark.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.linalg.BlasChoice;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.Initializer;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Network.Outputs;
import dev.lockstep.nn.layer.Relu;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.optim.Adam;
import dev.lockstep.optim.schedule.ConstantRate;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.Scaling;
import dev.lockstep.shard.Shuffle;
import dev.lockstep.spark.cluster.SharedBlas;
import dev.lockstep.spark.config.ExchangeConfig.GradientCompression;
import dev.lockstep.spark.config.ExchangeConfig.Protection;
import dev.lockstep.spark.config.ExchangeConfig.Routes;
import dev.lockstep.spark.config.NumbersConfig;
import dev.lockstep.spark.config.NumbersConfig.Encode;
import dev.lockstep.spark.config.NumbersConfig.PiecewiseLinear;
import dev.lockstep.spark.config.NumbersConfig.Scale;
import dev.lockstep.spark.exchange.driver.ExchangeSettings;
import dev.lockstep.spark.table.Loading;
import dev.lockstep.spark.table.pack.LoadedData;
import dev.lockstep.spark.testing.SyntheticData;
import dev.lockstep.spark.testing.TestSpark;
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.LocalGradients;
import dev.lockstep.train.Split;
import dev.lockstep.train.Trainer;
import dev.lockstep.train.TrainingListener;
import dev.lockstep.train.TrainingPlan;
import dev.lockstep.train.TrainingState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Encoded columns are expanded to the same bits wherever a shard is. */
class EncodedTrainingTest {
  private static final NumbersConfig ENCODED =
      new NumbersConfig(
          new Scale(Scaling.Kind.ROBUST, Map.of("a", Scaling.Kind.MIN_MAX)),
          Optional.of(new Encode(Optional.empty(), new PiecewiseLinear(12, true))));

  private final SparkSession spark = TestSpark.session();
  private final JavaSparkContext context = new JavaSparkContext(spark.sparkContext());

  private Dataset<Row> table() {
    return spark
        .range(0, 800, 1, 3)
        .selectExpr(
            "sin(id) as a",
            "exp(3 * cos(id)) as b",
            "concat('c', id % 3) as c",
            "cast(sin(id) * cos(id) > 0 as int) as label");
  }

  private static LoadedData load(int shards, Dataset<Row> table) {
    return new Loading().numbers(ENCODED).shards(shards).load(table, table);
  }

  private static Network network(LoadedData data) {
    return Network.multilayerPerceptron(
        data.features().width(), List.of(7), new Relu(), new Outputs(2, new SoftmaxCrossEntropy()));
  }

  private static BatchPlan batches(LoadedData data) {
    return new BatchPlan(data.examples(Split.TRAIN), 64, Shuffle.FULL, 3);
  }

  private static float[] train(LoadedData data, GradientSource gradients) {
    TrainingPlan plan =
        TrainingPlan.epochs(2, batches(data), new Adam(0.9, 0.999, 1e-8), new ConstantRate(0.01));
    float[] initial = new Initializer(Initializer.Kind.HE, 1).initialize(network(data), 1);
    return new Trainer(plan, gradients, TrainingState.initial(plan, initial))
        .train(TrainingListener.NONE)
        .parameters();
  }

  private static LocalGradients local(LoadedData data) {
    return new LocalGradients(
        network(data),
        batches(data),
        MetricSet.binary(),
        SyntheticData.collect(data),
        BlasBackend.AUTO.load());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void sessionsJobsAndOneProcessTrainTheSameBits(int shards) {
    LoadedData data = load(shards, table());
    assertThat(data.train().format().features()).isEqualTo(5);
    assertThat(data.features().width()).isEqualTo(2 * 13 + 3);
    float[] expected = train(data, local(data));
    LoadedData other = load(shards, table().repartition(5));
    assertThat(train(other, local(other))).isEqualTo(expected);
    SharedBlas blas = new SharedBlas(spark.sparkContext(), BlasChoice.AUTO);
    Computation task = new Computation(network(data), batches(data), MetricSet.binary(), blas);
    Map<String, Object> figures = local(data).evaluate(expected, Split.DEV).values();
    try (JobGradients jobs = new JobGradients(context, task, data.splits())) {
      assertThat(train(data, jobs)).isEqualTo(expected);
      assertThat(jobs.evaluate(expected, Split.DEV).values()).isEqualTo(figures);
    }
    Duration timeout = Duration.ofSeconds(60);
    ExchangeSettings settings =
        new ExchangeSettings(
            0, Protection.CHECKSUM, GradientCompression.NONE, timeout, timeout, 1000, Routes.STAR);
    try (SessionGradients sessions = new SessionGradients(context, task, data.splits(), settings)) {
      assertThat(train(data, sessions)).isEqualTo(expected);
      assertThat(sessions.evaluate(expected, Split.DEV).values()).isEqualTo(figures);
    }
    data.unpersist();
    other.unpersist();
  }
}
