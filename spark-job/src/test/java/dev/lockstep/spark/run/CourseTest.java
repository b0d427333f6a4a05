package dev.lockstep.spark.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.metric.Measure;
import dev.lockstep.metric.MetricReport;
import dev.lockstep.spark.config.file.ConfigFile;
import dev.lockstep.spark.table.source.PlaneTable;
import dev.lockstep.spark.table.source.PlaneTable.Kind;
import dev.lockstep.spark.testing.TestSpark;
import dev.lockstep.train.Split;
import dev.lockstep.train.TrainingListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recipes of conf/course, on the tables that they name, show what their page says. */
class CourseTest {
  private static final Path RECIPES =
      Path.of(
              Objects.requireNonNullElse(
                  System.getProperty("maven.multiModuleProjectDirectory"), ".."))
          .resolve("conf/course");

  @TempDir private Path directory;

  /** Loss and accuracy of both splits, as a training ends. */
  private record Ended(MetricReport train, MetricReport dev) {
    double trainLoss() {
      return figure(train, Measure.LOSS);
    }

    double devLoss() {
      return figure(dev, Measure.LOSS);
    }

    double devAccuracy() {
      return figure(dev, Measure.ACCURACY);
    }

    double gap() {
      return figure(train, Measure.ACCURACY) - devAccuracy();
    }

    private static double figure(MetricReport report, Measure measure) {
      return report.value(measure).orElseThrow();
    }
  }

  private void write(PlaneTable table) {
    table.rows(TestSpark.session(), 2).write().parquet(directory.resolve("table").toString());
  }

  private Ended train(String recipe, String... overrides) {
    List<String> keys = new ArrayList<>(List.of(overrides));
    keys.add("data.path=" + directory.resolve("table"));
    SparkSession spark = TestSpark.session();
    Training training = new Training(spark, ConfigFile.load(RECIPES.resolve(recipe), keys));
    Trained trained = training.run(TrainingListener.NONE);
    return new Ended(
        Objects.requireNonNull(trained.metrics().get(Split.TRAIN)),
        Objects.requireNonNull(trained.metrics().get(Split.DEV)));
  }

  @Test
  void zerosLearnNothingAndLargeWeightsLittle() {
    write(new PlaneTable(Kind.CIRCLES, 1000, 2, 1, Kind.CIRCLES.usualNoise()));
    Ended he = train("initialization.yaml");
    Ended zeros = train("initialization.yaml", "network.initializer=zeros");
    Ended large =
        train("initialization.yaml", "network.initializer=normal", "network.initializer_scale=10");
    assertThat(zeros.devAccuracy()).isBetween(0.4, 0.6);
    assertThat(he.devAccuracy()).isGreaterThan(0.95);
    assertThat(large.trainLoss()).isGreaterThan(3 * he.trainLoss());
  }

  @Test
  void penaltyAndDropoutCloseTheGapBetweenTrainAndDev() {
    write(new PlaneTable(Kind.MOONS, 1500, 2, 1, 0.4));
    Ended none = train("regularization.yaml");
    Ended l2 = train("regularization.yaml", "regularization.l2=1");
    Ended dropout = train("regularization.yaml", "network.keep_prob=0.5");
    assertThat(none.gap()).isGreaterThan(0.1);
    assertThat(l2.gap()).isLessThan(none.gap() / 2);
    assertThat(dropout.gap()).isLessThan(none.gap());
    assertThat(l2.devLoss()).isLessThan(none.devLoss());
    assertThat(dropout.devLoss()).isLessThan(none.devLoss());
  }

  @Test
  void smallerBatchesLearnMoreInAsManyEpochs() {
    write(new PlaneTable(Kind.MOONS, 1500, 2, 1, Kind.MOONS.usualNoise()));
    Ended full = train("batches.yaml", "training.batch_size=full");
    Ended mini = train("batches.yaml");
    Ended stochastic = train("batches.yaml", "training.batch_size=1");
    assertThat(mini.devLoss()).isLessThan(0.7 * full.devLoss());
    assertThat(stochastic.devLoss()).isLessThan(0.7 * mini.devLoss());
  }

  @Test
  void adamReachesInTenEpochsWhatGradientDescentDoesNotInAHundred() {
    write(new PlaneTable(Kind.SPIRAL, 3000, 3, 1, Kind.SPIRAL.usualNoise()));
    Ended adam = train("optimizers.yaml");
    Ended descent = train("optimizers.yaml", "optimizer.name=sgd", "training.epochs=100");
    Ended momentum = train("optimizers.yaml", "optimizer.name=momentum");
    Ended rmsprop = train("optimizers.yaml", "optimizer.name=rmsprop");
    assertThat(adam.devAccuracy()).isGreaterThan(0.95);
    assertThat(descent.devLoss()).isGreaterThan(adam.devLoss());
    assertThat(rmsprop.devLoss()).isLessThan(momentum.devLoss());
  }

  @Test
  void aRateThatFallsSettles() {
    write(new PlaneTable(Kind.MOONS, 4000, 2, 1, 0.3));
    Ended falling = train("decay.yaml");
    Ended constant = train("decay.yaml", "learning_rate.schedule=constant");
    assertThat(falling.trainLoss()).isLessThan(constant.trainLoss());
    assertThat(falling.devLoss()).isLessThan(constant.devLoss());
  }

  @Test
  void aDeepNetworkLearnsWithBatchNorm() {
    write(new PlaneTable(Kind.SPIRAL, 3000, 3, 1, Kind.SPIRAL.usualNoise()));
    Ended normalized = train("batch-norm.yaml");
    Ended plain = train("batch-norm.yaml", "network.batch_norm=none");
    assertThat(plain.devAccuracy()).isLessThan(0.5);
    assertThat(normalized.devAccuracy()).isGreaterThan(0.9);
  }
}
