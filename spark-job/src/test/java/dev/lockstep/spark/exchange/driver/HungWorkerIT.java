package dev.lockstep.spark.exchange.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.metric.MetricReport;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.spark.exchange.SessionGradients;
import dev.lockstep.spark.testing.ForwardingGradients;
import dev.lockstep.spark.testing.LogLines;
import dev.lockstep.spark.testing.SmallTraining;
import dev.lockstep.spark.testing.SmallTraining.Size;
import dev.lockstep.spark.testing.TaskAttempts;
import dev.lockstep.spark.testing.TestCluster;
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.Split;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A worker's thread hangs, while its executor lives, keeps its connection and gives signs of life:
 * another attempt takes its place, and the trained parameters are those of an undisturbed run.
 */
@SuppressWarnings("NullAway.Init") // JUnit sets them.
@Timeout(240)
final class HungWorkerIT {
  /** Enough for the suspicion, and for another executor to start. */
  private static final Duration STEP_TIMEOUT = Duration.ofSeconds(60);

  /** A third of it is how long a place is vacant until its executor is given up. */
  private static final Duration START_TIMEOUT = Duration.ofSeconds(15);

  private static final Size SIZE = new Size(8000, 3, 40, 3);

  @TempDir private static Path directory;
  private static TestCluster cluster;
  private static JavaSparkContext spark;
  private static SmallTraining training;
  private static float[] undisturbed;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    cluster = TestCluster.asCommandsHaveIt(conf -> {});
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

  /** Has somebody hang in an evaluation. */
  private static final class Trapped extends ForwardingGradients {
    private final HangingMetric metric;
    private final int when;
    private int evaluations;

    /** In the one of that number, from 0. */
    Trapped(GradientSource source, HangingMetric metric, int when) {
      super(source);
      this.metric = metric;
      this.when = when;
    }

    @Override
    public MetricReport evaluate(float[] parameters, Split split) {
      if (evaluations++ == when) {
        metric.setTrap();
      }
      return super.evaluate(parameters, split);
    }
  }

  /**
   * How long evaluations take is known from the second on; a worker that does not answer the first
   * is given half of the time that there is.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aWorkerThatHangsInAnyEvaluationIsReplacedWithoutATraceInTheParameters(
      int evaluation, @TempDir Path traps) throws Exception {
    HangingMetric metric = new HangingMetric(traps.toString());
    List<ProcessHandle> before = TestCluster.processes();
    try (TaskAttempts attempts = new TaskAttempts(spark.sc());
        LogLines log = new LogLines(Coordinator.class);
        SessionGradients sessions =
            training.sessions(
                spark,
                cluster.settings(START_TIMEOUT, STEP_TIMEOUT),
                new MetricSet(List.of(metric)))) {
      assertThat(training.train(new Trapped(sessions, metric, evaluation))).isEqualTo(undisturbed);
      String hung = metric.caught();
      assertThat(log.all())
          .anyMatch(line -> line.matches("Lost the .*executor " + hung + " .*: no answer for .*"))
          .noneMatch(line -> line.contains("nothing was heard"));
      spark.sc().listenerBus().waitUntilEmpty();
      assertThat(attempts.all()).hasSizeGreaterThan(2);
      assertThat(attempts.all().get(attempts.all().size() - 1).executorId()).isNotEqualTo(hung);
      cluster.awaitLoss(hung);
    }
    CompletableFuture.anyOf(
            before.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
        .get(60, TimeUnit.SECONDS);
  }
}
