package dev.lockstep.spark.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.nn.GradientSum;
import dev.lockstep.spark.testing.ForwardingGradients;
import dev.lockstep.spark.testing.SmallTraining;
import dev.lockstep.spark.testing.SmallTraining.Size;
import dev.lockstep.spark.testing.TestCluster;
import dev.lockstep.train.GradientSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One of two executors is stopped for ever, under Spark's settings as the commands have them: the
 * run stands for a minute at most, and the trained parameters are those of an undisturbed one.
 */
@SuppressWarnings("NullAway.Init") // JUnit sets them.
@Timeout(240)
final class FrozenExecutorIT {
  private static final Duration MOST = Duration.ofMinutes(1);
  private static final Size SIZE = new Size(8000, 3, 40, 2);

  @TempDir private static Path directory;
  private static TestCluster cluster;
  private static JavaSparkContext spark;
  private static SmallTraining training;
  private static float[] undisturbed;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    cluster = TestCluster.asCommandsHaveIt(conf -> conf.remove("spark.shuffle.io.retryWait"));
    spark = new JavaSparkContext(cluster.session().sparkContext());
    training = new SmallTraining(cluster.session(), directory, SIZE);
    undisturbed = training.train(training.local());
  }

  @AfterAll
  static void stop() throws IOException {
    cluster.close();
  }

  @BeforeEach
  void bothExecutorsAreThere() throws InterruptedException {
    cluster.awaitExecutors(2);
  }

  private static void freeze() {
    TestCluster.signal(TestCluster.processes().get(0), "STOP");
  }

  /** Freezes an executor just before a step; knows the longest time from step to step. */
  private static final class Disturbed extends ForwardingGradients {
    private long longest;

    Disturbed(GradientSource source) {
      super(source);
    }

    @Override
    public GradientSum at(float[] parameters, long step) {
      if (step == 100) {
        freeze();
      }
      long start = System.nanoTime();
      GradientSum sum = super.at(parameters, step);
      longest = Math.max(longest, System.nanoTime() - start);
      return sum;
    }
  }

  private static void trainsOn(GradientSource source) {
    Disturbed disturbed = new Disturbed(source);
    assertThat(training.train(disturbed)).isEqualTo(undisturbed);
    assertThat(Duration.ofNanos(disturbed.longest)).isLessThan(MOST);
  }

  private static SessionGradients sessions(SmallTraining of) {
    Duration startTimeout = Duration.ofMinutes(1);
    Duration stepTimeout = Duration.ofMinutes(10);
    return of.sessions(spark, cluster.settings(startTimeout, stepTimeout));
  }

  @Test
  void inTheMiddleOfASession() {
    try (SessionGradients sessions = sessions(training)) {
      trainsOn(sessions);
    }
  }

  @Test
  void inTheMiddleOfJobs() {
    try (JobGradients jobs = training.jobs(spark)) {
      trainsOn(jobs);
    }
  }

  @Test
  void whileTheTableIsLoadedAndASessionBegins(@TempDir Path other) {
    freeze();
    long start = System.nanoTime();
    SmallTraining late = new SmallTraining(cluster.session(), other, SIZE);
    try (SessionGradients sessions = sessions(late)) {
      sessions.at(new float[late.parameters()], 0);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(MOST);
      assertThat(late.train(sessions)).isEqualTo(undisturbed);
    }
  }
}
