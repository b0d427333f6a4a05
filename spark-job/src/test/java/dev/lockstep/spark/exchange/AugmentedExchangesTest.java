package dev.lockstep.spark.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.augment.Augmentation;
import dev.lockstep.augment.Cutout;
import dev.lockstep.augment.Elastic;
import dev.lockstep.augment.ImageShape;
import dev.lockstep.augment.Mirror;
import dev.lockstep.augment.Noise;
import dev.lockstep.augment.PixelScale;
import dev.lockstep.augment.Rotate;
import dev.lockstep.augment.Scale;
import dev.lockstep.spark.testing.SmallTraining;
import dev.lockstep.spark.testing.SmallTraining.Size;
import dev.lockstep.spark.testing.TestSpark;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images are changed alike whoever gathers them. */
final class AugmentedExchangesTest {
  private static final Augmentation AUGMENTATION =
      new Augmentation(
          new ImageShape(1, 1, 5),
          new PixelScale(new double[] {1, 2, 3, 4, 5}, new double[] {1, 2, 3, 4, 5}),
          List.of(
              new Mirror(0.5),
              new Scale(0.8, 1.2),
              new Rotate(10),
              new Elastic(1, 1),
              new Noise(0.1),
              new Cutout(1)));

  private final SparkSession spark = TestSpark.session();
  private final JavaSparkContext context = new JavaSparkContext(spark.sparkContext());
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void sessionsJobsAndOneProcessTrainTheSameBits(int shards) {
    SmallTraining training =
        new SmallTraining(spark, directory, new Size(700, shards, 64, 2), AUGMENTATION);
    float[] expected = training.train(training.local());
    try (JobGradients jobs = training.jobs(context)) {
      assertThat(training.train(jobs)).isEqualTo(expected);
      assertThat(jobs.at(expected, 0).augmentNanos()).isPositive();
    }
    try (SessionGradients sessions = training.sessions(context, TestSpark.settings())) {
      assertThat(training.train(sessions)).isEqualTo(expected);
      assertThat(sessions.at(expected, 0).augmentNanos()).isPositive();
    }
  }
}
