package dev.lockstep.spark.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.nn.GradientSum;
import dev.lockstep.spark.testing.ForwardingGradients;
import dev.lockstep.spark.testing.Recipe;
import dev.lockstep.spark.testing.SmallTraining;
import dev.lockstep.spark.testing.SmallTraining.Size;
import dev.lockstep.spark.testing.TestCluster;
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.TrainingListener;
import dev.lockstep.train.TrainingState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Statistics of whole mini-batches have the same bits on two executors, each a process, on one, and
 * when one is killed in the middle of steps.
 */
@SuppressWarnings("NullAway.Init") // JUnit sets it.
@Timeout(120)
@TestMethodOrder(OrderAnnotation.class)
final class SynchronisedOnExecutorsIT {
  private static final Duration LONG = Duration.ofSeconds(60);

  private static TestCluster cluster;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    cluster = new TestCluster();
  }

  @AfterAll
  static void stop() throws IOException {
    cluster.close();
  }

  private static void trainTheSameState(Path directory, int shards) {
    new SynchronisedExchanged(cluster.session(), cluster.settings(LONG, LONG))
        .trainTheSameState(directory, shards);
  }

  @Order(1)
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void sessionsAndOneProcessTrainTheSameState(int shards, @TempDir Path directory) {
    trainTheSameState(directory, shards);
  }

  /** Kills an executor just after some steps were asked for. */
  private static final class Disturbed extends ForwardingGradients {
    private final Random random = new Random(1);
    private int kills;

    Disturbed(GradientSource source) {
      super(source);
    }

    @Override
    public GradientSum at(float[] parameters, long step) {
      if (step == 40) {
        ProcessHandle executor = TestCluster.processes().get(0);
        TestCluster.signal(executor, "STOP"); // Somewhere between what it waits for.
        kill(executor, 200);
      } else if (step == 160) {
        kill(TestCluster.processes().get(0), random.nextInt(5));
      }
      return super.at(parameters, step);
    }

    private void kill(ProcessHandle executor, int afterMillis) {
      kills++;
      CompletableFuture.delayedExecutor(afterMillis, TimeUnit.MILLISECONDS)
          .execute(executor::destroyForcibly);
    }
  }

  @Order(2)
  @Test
  void executorsKilledInTheMiddleOfStepsMakeNoDifference(@TempDir Path directory)
      throws InterruptedException {
    JavaSparkContext spark = new JavaSparkContext(cluster.session().sparkContext());
    Size size = new Size(500, 3, 6, 3);
    SmallTraining training =
        new SmallTraining(cluster.session(), directory, size, Recipe.synchronised());
    TrainingState expected = training.state(training.local(), TrainingListener.NONE);
    String first = cluster.firstExecutor();
    try (SessionGradients sessions = training.sessions(spark, cluster.settings(LONG, LONG))) {
      Disturbed disturbed = new Disturbed(sessions);
      assertThat(training.state(disturbed, TrainingListener.NONE)).isEqualTo(expected);
      assertThat(disturbed.kills).isEqualTo(2);
    }
    cluster.awaitExecutors(2);
    assertThat(cluster.firstExecutor()).isNotEqualTo(first);
  }

  @Order(3)
  @Test
  void oneExecutorTrainsTheSameState(@TempDir Path directory) throws InterruptedException {
    cluster.session().sparkContext().killExecutor(cluster.firstExecutor());
    cluster.awaitExecutors(1);
    trainTheSameState(directory, 7);
    assertThat(TestCluster.processes()).isNotEmpty();
  }
}
