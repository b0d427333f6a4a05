package dev.lockstep.spark.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.exchange.driver.ExchangeSettings;
import dev.lockstep.spark.testing.SmallTraining;
import dev.lockstep.spark.testing.SmallTraining.Size;
import dev.lockstep.spark.testing.TestCluster;
import dev.lockstep.train.LayerWatch;
import dev.lockstep.train.LocalGradients;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.serializer.JavaSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * In the session of a program that knows nothing of Kryo, everything travels by Java's own
 * serialization between real processes, and the trained parameters have the same bits.
 */
@SuppressWarnings("NullAway.Init") // JUnit sets them.
@Timeout(120)
final class PlainSessionIT {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private static Path directory;
  private static TestCluster cluster;
  private static JavaSparkContext spark;
  private static SmallTraining training;
  private static float[] expected;
  private static final LayerWatch LAYERS = new LayerWatch(10, warning -> {});

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    cluster = new TestCluster(conf -> {});
    spark = new JavaSparkContext(cluster.session().sparkContext());
    training = new SmallTraining(cluster.session(), directory, new Size(4000, 3, 100, 2));
    LocalGradients local = training.local(); // The shards themselves come to the driver.
    expected = training.train(local, LAYERS);
  }

  @AfterAll
  static void stop() throws IOException {
    cluster.close();
  }

  @Test
  void theSerializerIsSparksOwn() {
    assertThat(SparkEnv.get().serializer()).isInstanceOf(JavaSerializer.class);
  }

  @Test
  void jobsTrainTheSameBits() {
    try (JobGradients jobs = training.jobs(spark)) {
      LayerWatch layers = new LayerWatch(10, warning -> {});
      assertThat(training.train(jobs, layers)).isEqualTo(expected);
      assertThat(layers.last()).isPresent().isEqualTo(LAYERS.last());
    }
  }

  @Test
  void sessionsTrainTheSameBits() {
    ExchangeSettings settings = cluster.settings(LONG, LONG);
    try (SessionGradients sessions = training.sessions(spark, settings)) {
      LayerWatch layers = new LayerWatch(10, warning -> {});
      assertThat(training.train(sessions, layers)).isEqualTo(expected);
      assertThat(layers.last()).isPresent().isEqualTo(LAYERS.last());
    }
  }
}
