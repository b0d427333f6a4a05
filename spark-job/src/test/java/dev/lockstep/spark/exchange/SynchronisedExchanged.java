package dev.lockstep.spark.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.exchange.driver.ExchangeSettings;
import dev.lockstep.spark.testing.Recipe;
import dev.lockstep.spark.testing.SmallTraining;
import dev.lockstep.spark.testing.SmallTraining.Size;
import dev.lockstep.train.LayerWatch;
import dev.lockstep.train.LocalGradients;
import dev.lockstep.train.TrainingState;
import java.nio.file.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Batch normalization over whole mini-batches, trained in one process and by sessions. */
final class SynchronisedExchanged {
  private final SparkSession spark;
  private final ExchangeSettings settings;

  SynchronisedExchanged(SparkSession spark, ExchangeSettings settings) {
    this.spark = spark;
    this.settings = settings;
  }

  /** In mini-batches of 6, of which some shards of 7 have nothing. */
  void trainTheSameState(Path directory, int shards) {
    Size size = new Size(500, shards, 6, 3);
    SmallTraining training = new SmallTraining(spark, directory, size, Recipe.synchronised());
    LocalGradients local = training.local();
    LayerWatch layers = new LayerWatch(7, warning -> {});
    TrainingState expected = training.state(local, layers);
    assertThat(layers.last()).isPresent();
    JavaSparkContext context = new JavaSparkContext(spark.sparkContext());
    try (SessionGradients sessions = training.sessions(context, settings)) {
      LayerWatch found = new LayerWatch(7, warning -> {});
      assertThat(training.state(sessions, found)).isEqualTo(expected);
      assertThat(found.last()).isEqualTo(layers.last());
      float[] values = expected.values();
      assertThat(sessions.observe(values, 5).bytes()).isEqualTo(local.observe(values, 5).bytes());
    }
  }
}
