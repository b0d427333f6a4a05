package dev.lockstep.spark.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.config.ExchangeConfig.GradientCompression;
import dev.lockstep.spark.config.ExchangeConfig.Protection;
import dev.lockstep.spark.exchange.driver.ExchangeSettings;
import dev.lockstep.spark.testing.Recipe;
import dev.lockstep.spark.testing.SmallTraining;
import dev.lockstep.spark.testing.SmallTraining.Size;
import dev.lockstep.spark.testing.TestSpark;
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.LayerWatch;
import dev.lockstep.train.TrainingState;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every technique at once gives the same bits, whoever computes gradients. */
final class TechniquesExchangedTest {
  private final SparkSession spark = TestSpark.session();
  private final JavaSparkContext context = new JavaSparkContext(spark.sparkContext());
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void sessionsJobsAndOneProcessTrainTheSameState(int shards) {
    Size size = new Size(700, shards, 64, 8);
    SmallTraining training = new SmallTraining(spark, directory, size, Recipe.ofEverything());
    Trained expected = Trained.by(training.local(), training);
    assertThat(expected.state().best()).isNotNull();
    assertThat(expected.state().isStopped()).isTrue();
    assertThat(expected.layers().last()).isPresent();
    try (JobGradients jobs = training.jobs(context)) {
      expected.hasTheBitsOf(Trained.by(jobs, training));
    }
    Duration timeout = Duration.ofSeconds(60);
    ExchangeSettings settings =
        new ExchangeSettings(
            0, Protection.CHECKSUM, GradientCompression.NONE, timeout, timeout, 1000);
    try (SessionGradients sessions = training.sessions(context, settings)) {
      expected.hasTheBitsOf(Trained.by(sessions, training));
    }
  }

  /** What a training leaves, and what was seen of its layers on the way. */
  private record Trained(TrainingState state, LayerWatch layers) {
    static Trained by(GradientSource gradients, SmallTraining training) {
      LayerWatch layers = new LayerWatch(5, warning -> {});
      return new Trained(training.state(gradients, layers), layers);
    }

    void hasTheBitsOf(Trained other) {
      assertThat(other.state()).isEqualTo(state);
      assertThat(other.layers().last()).isEqualTo(layers.last());
    }
  }
}
