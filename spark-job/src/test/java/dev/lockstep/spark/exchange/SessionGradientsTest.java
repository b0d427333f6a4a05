package dev.lockstep.spark.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.nn.loss.ClassTargets;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.spark.config.ExchangeConfig.GradientCompression;
import dev.lockstep.spark.config.ExchangeConfig.Protection;
import dev.lockstep.spark.config.ExchangeConfig.Routes;
import dev.lockstep.spark.exchange.driver.ExchangeSettings;
import dev.lockstep.spark.testing.SmallTraining;
import dev.lockstep.spark.testing.SmallTraining.Size;
import dev.lockstep.spark.testing.TestSpark;
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.LayerWatch;
import dev.lockstep.train.LocalGradients;
import dev.lockstep.train.Split;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions in one JVM. */
final class SessionGradientsTest {
  private final SparkSession spark = TestSpark.session();
  private final JavaSparkContext context = new JavaSparkContext(spark.sparkContext());
  @TempDir private Path directory;

  private static ExchangeSettings settings(long sessionSteps) {
    Duration timeout = Duration.ofSeconds(60);
    return new ExchangeSettings(
        0,
        Protection.CHECKSUM,
        GradientCompression.NONE,
        timeout,
        timeout,
        sessionSteps,
        Routes.STAR);
  }

  private SmallTraining training(int shards) {
    return new SmallTraining(spark, directory, new Size(700, shards, 64, 2));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void sessionsJobsAndOneProcessTrainTheSameBits(int shards) {
    SmallTraining training = training(shards);
    LocalGradients local = training.local();
    float[] expected = training.train(local);
    try (JobGradients jobs = training.jobs(context)) {
      assertThat(training.train(jobs)).isEqualTo(expected);
    }
    // A session holds all of Spark's slots: nothing else runs until it is closed.
    try (SessionGradients sessions = training.sessions(context, settings(1000))) {
      assertThat(training.train(sessions)).isEqualTo(expected);
      for (Split split : Split.values()) {
        assertThat(sessions.evaluate(expected, split).values())
            .isEqualTo(local.evaluate(expected, split).values());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7})
  void averagesOfTheParametersHaveTheSameBitsToo(int shards) {
    SmallTraining training = training(shards);
    float[] expected = training.average(training.local());
    assertThat(expected).isNotEqualTo(training.train(training.local()));
    try (JobGradients jobs = training.jobs(context)) {
      assertThat(training.average(jobs)).isEqualTo(expected);
    }
    try (SessionGradients sessions = training.sessions(context, settings(1000))) {
      assertThat(training.average(sessions)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void sessionsJobsAndOneProcessObserveTheSameLayers(int shards) {
    SmallTraining training = training(shards);
    LocalGradients local = training.local();
    LayerWatch expected = new LayerWatch(4, warning -> {});
    float[] trained = training.train(local, expected);
    assertThat(expected.last()).isPresent();
    try (JobGradients jobs = training.jobs(context)) {
      LayerWatch found = new LayerWatch(4, warning -> {});
      assertThat(training.train(jobs, found)).isEqualTo(trained);
      assertThat(found.last()).isEqualTo(expected.last());
      assertThat(jobs.observe(trained, 5).bytes()).isEqualTo(local.observe(trained, 5).bytes());
    }
    try (SessionGradients sessions = training.sessions(context, settings(1000))) {
      LayerWatch found = new LayerWatch(4, warning -> {});
      assertThat(training.train(sessions, found)).isEqualTo(trained);
      assertThat(found.last()).isEqualTo(expected.last());
      assertThat(sessions.observe(trained, 5).bytes()).isEqualTo(local.observe(trained, 5).bytes());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void smoothedTargetsWeightsOfClassesAndThresholdsTrainTheSameBits(int shards) {
    ClassTargets targets = new ClassTargets(0.1, List.of(0.7f, 3.1f));
    SmallTraining training =
        new SmallTraining(
            spark, directory, new Size(700, shards, 64, 2), new SoftmaxCrossEntropy(targets));
    LocalGradients local = training.local();
    float[] expected = training.train(local);
    try (JobGradients jobs = training.jobs(context)) {
      assertThat(training.train(jobs)).isEqualTo(expected);
      assertSameFigures(jobs, local, expected);
    }
    try (SessionGradients sessions = training.sessions(context, settings(1000))) {
      assertThat(training.train(sessions)).isEqualTo(expected);
      assertSameFigures(sessions, local, expected);
    }
  }

  private static void assertSameFigures(
      GradientSource source, GradientSource local, float[] parameters) {
    for (double threshold : new double[] {0.3, 0.5, 0.9}) {
      assertThat(source.evaluate(parameters, Split.DEV, threshold).values())
          .isEqualTo(local.evaluate(parameters, Split.DEV, threshold).values());
    }
    assertThat(local.evaluate(parameters, Split.DEV, 0.9).values())
        .isNotEqualTo(local.evaluate(parameters, Split.DEV).values());
  }

  @Test
  void aSessionIsRenewedAtAnEpochsEndWithoutAnyDifference() {
    SmallTraining training = training(2);
    float[] expected = training.train(training.local());
    try (SessionGradients sessions = training.sessions(context, settings(5))) {
      assertThat(training.train(sessions)).isEqualTo(expected);
    }
  }

  @Test
  void fiftySessionsLeaveNoThreadBehind() {
    SmallTraining training = training(2);
    float[] parameters = new float[training.parameters()];
    int before = 0;
    for (int i = 0; i < 50; i++) {
      try (SessionGradients sessions = training.sessions(context, settings(1000))) {
        sessions.at(parameters, i);
      }
      if (i == 9) {
        before = Thread.activeCount(); // Spark's own pools have grown by then.
      }
    }
    assertThat(Thread.activeCount()).isLessThanOrEqualTo(before + 2);
  }
}
