package dev.lockstep.spark.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.exchange.driver.ExchangeSettings;
import dev.lockstep.spark.testing.Recipe;
import dev.lockstep.spark.testing.SmallTraining;
import dev.lockstep.spark.testing.SmallTraining.Size;
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.LayerWatch;
import dev.lockstep.train.TrainingState;
import java.nio.file.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Every technique at once, trained by every exchange of a Spark session. */
final class TechniquesExchanged {
  private final SparkSession spark;
  private final ExchangeSettings settings;

  TechniquesExchanged(SparkSession spark, ExchangeSettings settings) {
    this.spark = spark;
    this.settings = settings;
  }

  /** Jobs and sessions leave the state that one process does. */
  void trainTheSameState(Path directory, int shards) {
    JavaSparkContext context = new JavaSparkContext(spark.sparkContext());
    Size size = new Size(700, shards, 64, 8);
    SmallTraining training = new SmallTraining(spark, directory, size, Recipe.ofEverything());
    Trained expected = Trained.by(training.local(), training);
    assertThat(expected.state().best()).isNotNull();
    assertThat(expected.state().isStopped()).isTrue();
    assertThat(expected.layers().last()).isPresent();
    try (JobGradients jobs = training.jobs(context)) {
      expected.hasTheBitsOf(Trained.by(jobs, training));
    }
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
