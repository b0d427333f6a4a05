package dev.lockstep.spark.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.config.ExchangeConfig.GradientCompression;
import dev.lockstep.spark.config.ExchangeConfig.Protection;
import dev.lockstep.spark.config.ExchangeConfig.Routes;
import dev.lockstep.spark.config.ExchangeConfig.Topology;
import dev.lockstep.spark.config.PortRange;
import dev.lockstep.spark.exchange.driver.ExchangeSettings;
import dev.lockstep.spark.testing.Recipe;
import dev.lockstep.spark.testing.SmallTraining;
import dev.lockstep.spark.testing.SmallTraining.Size;
import dev.lockstep.spark.testing.TestCluster;
import dev.lockstep.train.LocalGradients;
import dev.lockstep.train.Split;
import dev.lockstep.train.TrainingListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Relays on executors in processes of their own, some of which end. */
@SuppressWarnings("NullAway.Init") // JUnit sets them.
final class TopologiesIT {
  private static final Duration LONG = Duration.ofMinutes(3);

  @TempDir private static Path directory;
  private static TestCluster cluster;
  private static JavaSparkContext spark;
  private static SmallTraining training;
  private static LocalGradients local;
  private static float[] expected;

  @BeforeAll
  static void start() throws Exception {
    cluster = new TestCluster();
    SparkSession session = cluster.session();
    spark = new JavaSparkContext(session.sparkContext());
    training =
        new SmallTraining(session, directory, new Size(700, 5, 64, 2), Recipe.ofEverything());
    local = training.local(); // Now, for a session leaves Spark no slot to collect the shards.
    expected = training.train(local);
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
  }

  private static ExchangeSettings settings(Topology topology, Protection protection) {
    return new ExchangeSettings(
        cluster.exchangePort(),
        protection,
        GradientCompression.NONE,
        LONG,
        LONG,
        100_000,
        new Routes(topology, PortRange.ANY));
  }

  @BeforeEach
  void bothExecutorsAreThere() throws InterruptedException {
    cluster.awaitExecutors(2);
  }

  @ParameterizedTest
  @CsvSource({"TREE, CHECKSUM", "SLICED, CHECKSUM", "TREE, SEAL", "SLICED, ENCRYPT"})
  void relaysTrainTheSameBits(Topology topology, Protection protection) {
    try (SessionGradients sessions = training.sessions(spark, settings(topology, protection))) {
      assertThat(training.train(sessions)).isEqualTo(expected);
      assertThat(sessions.topology()).isEqualTo(topology);
      assertThat(sessions.evaluate(expected, Split.DEV).values())
          .isEqualTo(local.evaluate(expected, Split.DEV).values());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TREE", "SLICED"})
  void anExecutorThatEndsCostsOneStepAndNoBits(Topology topology) {
    AtomicBoolean killed = new AtomicBoolean();
    TrainingListener killer =
        new TrainingListener() {
          @Override
          public void onStep(long step, int epoch, double loss) {
            if (step == 7 && killed.compareAndSet(false, true)) {
              TestCluster.killWhileItIsWaitedFor();
            }
          }
        };
    try (SessionGradients sessions =
        training.sessions(spark, settings(topology, Protection.CHECKSUM))) {
      assertThat(training.train(sessions, killer)).isEqualTo(expected);
      assertThat(killed).isTrue();
      assertThat(sessions.topology()).isEqualTo(topology);
    }
  }
}
