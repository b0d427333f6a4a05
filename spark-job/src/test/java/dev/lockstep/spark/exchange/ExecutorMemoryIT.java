package dev.lockstep.spark.exchange;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.linalg.BlasChoice;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Network.Outputs;
import dev.lockstep.nn.layer.Relu;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.Shuffle;
import dev.lockstep.spark.cluster.SharedBlas;
import dev.lockstep.spark.exchange.driver.ExchangeSettings;
import dev.lockstep.spark.exchange.driver.SessionFailedException;
import dev.lockstep.spark.testing.SmallTraining;
import dev.lockstep.spark.testing.SmallTraining.Size;
import dev.lockstep.spark.testing.TestCluster;
import dev.lockstep.train.Split;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an executor dies of is told by its session, although it dies before it takes part. */
@Timeout(180)
final class ExecutorMemoryIT {
  private static final Duration LONG = Duration.ofMinutes(2);

  /** Of which an executor of the tests has no memory for both parameters and gradients. */
  private static final Network LARGE =
      Network.multilayerPerceptron(
          5, List.of(8_600, 8_600), new Relu(), new Outputs(2, new SoftmaxCrossEntropy()));

  @TempDir private Path directory;

  @Test
  void aWorkerThatHasNoMemoryForItsBuffersSaysSo() throws Exception {
    try (TestCluster cluster = new TestCluster(conf -> conf.set("spark.task.maxFailures", "1"))) {
      JavaSparkContext spark = new JavaSparkContext(cluster.session().sparkContext());
      SmallTraining small =
          new SmallTraining(cluster.session(), directory, new Size(100, 2, 50, 1));
      long examples = Objects.requireNonNull(small.data().get(Split.TRAIN)).examples();
      Computation task =
          new Computation(
              LARGE,
              new BatchPlan(examples, 50, Shuffle.FULL, 1),
              MetricSet.binary(),
              new SharedBlas(spark.sc(), BlasChoice.AUTO));
      ExchangeSettings settings = cluster.settings(LONG, LONG);
      assertThatThrownBy(() -> new SessionGradients(spark, task, small.data(), settings))
          .isInstanceOf(SessionFailedException.class)
          .message()
          .containsPattern(
              "the worker of shards [01] to [01] \\(executor [01] on 127\\.0\\.0\\.[45]")
          .contains("ran out of memory (Java heap space)", "--executor-memory");
    }
  }
}
