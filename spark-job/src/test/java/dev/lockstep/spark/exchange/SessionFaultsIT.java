package dev.lockstep.spark.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.metric.MetricReport;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.GradientSum;
import dev.lockstep.spark.config.ExchangeConfig.GradientCompression;
import dev.lockstep.spark.config.ExchangeConfig.Protection;
import dev.lockstep.spark.config.ExchangeConfig.Routes;
import dev.lockstep.spark.exchange.driver.ExchangeSettings;
import dev.lockstep.spark.exchange.driver.SessionFailedException;
import dev.lockstep.spark.exchange.driver.SessionUnavailableException;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.testing.ForwardingGradients;
import dev.lockstep.spark.testing.Recipe;
import dev.lockstep.spark.testing.SmallTraining;
import dev.lockstep.spark.testing.SmallTraining.Size;
import dev.lockstep.spark.testing.TaskAttempts;
import dev.lockstep.spark.testing.TestCluster;
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.LayerWatch;
import dev.lockstep.train.LocalGradients;
import dev.lockstep.train.Split;
import dev.lockstep.train.TrainingListener;
import dev.lockstep.train.TrainingListeners;
import dev.lockstep.train.TrainingState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.TaskInfo;
import org.apache.spark.util.Utils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.collection.immutable.Map$;

/**
 * Real executor processes are killed, stopped and cut off while they train; the trained parameters
 * must be those of one undisturbed thread, to the bit.
 */
@SuppressWarnings("NullAway.Init") // JUnit sets them.
@Timeout(120)
final class SessionFaultsIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int EPOCHS = 3;

  @TempDir private static Path directory;
  private static TestCluster cluster;
  private static JavaSparkContext spark;
  private static SmallTraining training;
  private static LocalGradients local;
  private static float[] undisturbed;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    cluster = new TestCluster();
    spark = new JavaSparkContext(cluster.session().sparkContext());
    training = new SmallTraining(cluster.session(), directory, new Size(8000, 3, 40, EPOCHS));
    local = training.local(); // Now, for a session leaves Spark no slot to collect the shards.
    undisturbed = training.train(local);
  }

  @AfterAll
  static void stop() throws IOException {
    cluster.close();
  }

  @BeforeEach
  void bothExecutorsAreThere() throws InterruptedException {
    cluster.awaitExecutors(2);
  }

  private static ExchangeSettings settings(Duration startTimeout) {
    return cluster.settings(startTimeout, LONG);
  }

  private static SessionGradients sessions() {
    return training.sessions(spark, settings(LONG));
  }

  /** A source that does something just before certain steps are asked for, or evaluations. */
  private static final class Disturbed extends ForwardingGradients {
    private final Map<Long, Runnable> beforeStep;
    private final Runnable beforeEvaluation;

    Disturbed(GradientSource source, Map<Long, Runnable> beforeStep, Runnable beforeEvaluation) {
      super(source);
      this.beforeStep = beforeStep;
      this.beforeEvaluation = beforeEvaluation;
    }

    @Override
    public GradientSum at(float[] parameters, long step) {
      beforeStep.getOrDefault(step, () -> {}).run();
      return super.at(parameters, step);
    }

    @Override
    public MetricReport evaluate(float[] parameters, Split split) {
      beforeEvaluation.run();
      return super.evaluate(parameters, split);
    }
  }

  private static Disturbed before(GradientSource source, long step, Runnable what) {
    return new Disturbed(source, Map.of(step, what), () -> {});
  }

  @Test
  void threeExecutorsKilledInTheMiddleOfSteps() {
    Map<Long, Runnable> kills = new HashMap<>();
    for (long step : new long[] {20, 210, 400}) {
      kills.put(step, TestCluster::killWhileItIsWaitedFor);
    }
    try (SessionGradients sessions = sessions()) {
      assertThat(training.train(new Disturbed(sessions, kills, () -> {}))).isEqualTo(undisturbed);
    }
  }

  @Test
  void anExecutorKilledDuringTheVeryFirstStep() {
    try (SessionGradients sessions = sessions()) {
      assertThat(training.train(before(sessions, 0, TestCluster::killWhileItIsWaitedFor)))
          .isEqualTo(undisturbed);
    }
  }

  /** However gradients travel, and with every technique at once. */
  @Test
  void anExecutorKilledInTheMiddleOfAStepOfEveryTechnique(@TempDir Path other)
      throws InterruptedException {
    Size size = new Size(1000, 3, 40, 5);
    SmallTraining everything =
        new SmallTraining(cluster.session(), other, size, Recipe.ofEverything());
    TrainingState expected = everything.state(everything.local(), TrainingListener.NONE);
    assertThat(expected.best()).isNotNull();
    try (JobGradients jobs = everything.jobs(spark)) {
      GradientSource killed = before(jobs, 10, TestCluster::killWhileItIsWaitedFor);
      assertThat(everything.state(killed, TrainingListener.NONE)).isEqualTo(expected);
    }
    cluster.awaitExecutors(2);
    try (SessionGradients sessions = everything.sessions(spark, settings(LONG))) {
      GradientSource killed = before(sessions, 25, TestCluster::killWhileItIsWaitedFor);
      assertThat(everything.state(killed, TrainingListener.NONE)).isEqualTo(expected);
    }
  }

  @Test
  void anExecutorKilledWhileLayersAreObserved() {
    LayerWatch expected = new LayerWatch(300, warning -> {});
    training.train(local, expected);
    TrainingListener kill =
        new TrainingListener() {
          @Override
          public boolean observes(long step) {
            if (step == 300) {
              TestCluster.killWhileItIsWaitedFor();
            }
            return false;
          }
        };
    LayerWatch found = new LayerWatch(300, warning -> {});
    try (SessionGradients sessions = sessions()) {
      assertThat(training.train(sessions, new TrainingListeners(kill, found)))
          .isEqualTo(undisturbed);
    }
    assertThat(found.last()).isPresent().isEqualTo(expected.last());
  }

  @Test
  void anExecutorKilledDuringAnEvaluation() {
    AtomicBoolean killed = new AtomicBoolean();
    Runnable once =
        () -> {
          if (killed.compareAndSet(false, true)) {
            TestCluster.killWhileItIsWaitedFor();
          }
        };
    try (SessionGradients sessions = sessions()) {
      assertThat(training.train(new Disturbed(sessions, Map.of(), once))).isEqualTo(undisturbed);
      assertThat(sessions.evaluate(undisturbed, Split.TEST).values())
          .isEqualTo(local.evaluate(undisturbed, Split.TEST).values());
    }
  }

  @Test
  void anExecutorKilledAtAnEpochsEnd() {
    TrainingListener killer =
        new TrainingListener() {
          @Override
          public void onEpoch(EpochSummary epoch) {
            if (epoch.epoch() == 0) {
              TestCluster.kill(TestCluster.processes().get(0));
            }
          }
        };
    try (SessionGradients sessions = sessions()) {
      assertThat(training.train(sessions, killer)).isEqualTo(undisturbed);
    }
  }

  @Test
  void anExecutorStoppedForTwentySeconds() {
    Runnable stop =
        () -> {
          ProcessHandle executor = TestCluster.processes().get(0);
          TestCluster.signal(executor, "STOP");
          CompletableFuture.delayedExecutor(20, TimeUnit.SECONDS)
              .execute(() -> TestCluster.signal(executor, "CONT"));
        };
    try (SessionGradients sessions = sessions()) {
      assertThat(training.train(before(sessions, 100, stop))).isEqualTo(undisturbed);
    }
  }

  @Test
  void aConnectionThatIsReset() {
    try (SessionGradients sessions = sessions()) {
      Runnable reset =
          () -> {
            try {
              cluster.exchangeProxy().reset();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          };
      assertThat(training.train(before(sessions, 100, reset))).isEqualTo(undisturbed);
    }
  }

  @Test
  void aConnectionThatGoesSilent() {
    try (SessionGradients sessions = sessions()) {
      Runnable silence = () -> cluster.exchangeProxy().silence();
      assertThat(training.train(before(sessions, 100, silence))).isEqualTo(undisturbed);
    }
  }

  /**
   * Of a task that is alone in its stage, Spark launches a copy on the other host after a while; it
   * connects when it has its shard. Whichever of the two is killed then, no other attempt is made.
   *
   * @param victim 0 for the original, 1 for the copy
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aTaskAndItsSpeculativeCopyStandInForEachOther(int victim, @TempDir Path single)
      throws Exception {
    SmallTraining other = new SmallTraining(cluster.session(), single, new Size(4000, 1, 40, 1));
    float[] expected = other.train(other.local());
    try (TaskAttempts attempts = new TaskAttempts(spark.sc());
        SessionGradients sessions = other.sessions(spark, settings(LONG))) {
      Runnable kill =
          () -> {
            try {
              cluster.exchangeProxy().awaitConnections(2);
              String executor = attempts.all().get(victim).executorId();
              TestCluster.kill(TestCluster.process(executor));
              cluster.awaitLoss(executor);
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          };
      assertThat(other.train(before(sessions, 20, kill))).isEqualTo(expected);
      assertThat(attempts.all()).extracting(TaskInfo::speculative).containsExactly(false, true);
    }
  }

  private static MetricSet failing(Path failures, int times) {
    return new MetricSet(List.of(new FaultyMetric(failures.toString(), times)));
  }

  @Test
  void aTaskThatFailsOnce(@TempDir Path failures) throws IOException {
    try (SessionGradients sessions =
        training.sessions(spark, settings(LONG), failing(failures, 1))) {
      assertThat(training.train(sessions)).isEqualTo(undisturbed);
    }
    assertThat(FaultyMetric.failures(failures.toString())).isEqualTo(1);
  }

  @Test
  void aTaskThatAlwaysFailsEndsTheRunWithItsFirstCauseAndWhereThatWas(@TempDir Path failures)
      throws IOException {
    try (SessionGradients sessions =
        training.sessions(spark, settings(LONG), failing(failures, Integer.MAX_VALUE))) {
      assertThatThrownBy(() -> training.train(sessions))
          .isInstanceOf(SessionFailedException.class)
          .hasMessageContaining("worker of shards 0 to 0 (executor ")
          .hasMessageMatching("(?s).* on 127\\.0\\.0\\.[45]\\).*")
          .hasMessageContaining("the disk is on fire");
    }
    assertThat(FaultyMetric.failures(failures.toString())).isEqualTo(4); // spark.task.maxFailures
  }

  @Test
  void dataThatCannotBeReadAgainEndsTheRunWithThatCause(@TempDir Path lost) {
    SmallTraining other = new SmallTraining(cluster.session(), lost, new Size(8000, 3, 40, EPOCHS));
    Runnable loss =
        () -> {
          Utils.deleteRecursively(lost.resolve("table").toFile());
          TestCluster.killWhileItIsWaitedFor();
        };
    try (SessionGradients sessions = other.sessions(spark, settings(LONG))) {
      assertThatThrownBy(() -> other.train(before(sessions, 100, loss)))
          .isInstanceOf(BadDataException.class)
          .hasMessageStartingWith("the table changed while it was trained on: ")
          .hasMessageContaining("is gone");
    }
  }

  @Test
  void anExecutorRemovedAndOneAddedBetweenEpochs() {
    TrainingListener changes =
        new TrainingListener() {
          @Override
          public void onEpoch(EpochSummary epoch) {
            try {
              if (epoch.epoch() == 0) {
                spark.sc().killExecutor(cluster.firstExecutor());
                cluster.awaitExecutors(1);
              } else if (epoch.epoch() == 1) {
                spark.sc().requestTotalExecutors(2, 0, Map$.MODULE$.empty());
                cluster.awaitExecutors(2);
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        };
    try (SessionGradients sessions = training.sessions(spark, settings(Duration.ofSeconds(5)))) {
      assertThat(training.train(sessions, changes)).isEqualTo(undisturbed);
    }
  }

  @Test
  void twoHundredStrangersAtThePort() throws IOException {
    List<Socket> sockets = new ArrayList<>();
    Random random = new Random(1);
    Map<Long, Runnable> calls = new HashMap<>();
    for (long step = 0; step < 200; step++) {
      calls.put(step, () -> sockets.add(call(random)));
    }
    try (SessionGradients sessions = sessions()) {
      assertThat(training.train(new Disturbed(sessions, calls, () -> {}))).isEqualTo(undisturbed);
    }
    assertThat(sockets).hasSize(200);
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  /** One who sends fifty frames of nonsense; some are silent. */
  private static Socket call(Random random) {
    try {
      Socket socket = new Socket("127.0.0.2", cluster.exchangePort());
      byte[] bytes = new byte[random.nextInt(3) == 0 ? 0 : random.nextInt(5000)];
      random.nextBytes(bytes);
      socket.getOutputStream().write(bytes);
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void fiftySessionsLeaveNoThreadAndNoPortBehind() {
    float[] parameters = new float[training.parameters()];
    for (int i = 0; i < 50; i++) {
      try (SessionGradients sessions = sessions()) {
        sessions.at(parameters, i);
      }
    }
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("lockstep"));
    assertThatThrownBy(() -> new Socket("127.0.0.2", cluster.exchangePort()).close())
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void aPortThatIsTakenIsToldWithItsKey() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      int port = taken.getLocalPort();
      ExchangeSettings blocked =
          new ExchangeSettings(
              port,
              Protection.CHECKSUM,
              GradientCompression.NONE,
              LONG,
              LONG,
              100_000,
              Routes.STAR);
      assertThatThrownBy(() -> training.sessions(spark, blocked))
          .isInstanceOf(SessionUnavailableException.class)
          .hasMessageContaining("port " + port + " (exchange.port): Address already in use");
    }
  }

  @Test
  void aCancelledJobEndsTheTrainingAtOnce() {
    try (SessionGradients sessions = sessions()) {
      Disturbed cancelled = before(sessions, 50, () -> spark.sc().cancelAllJobs());
      assertThatThrownBy(() -> training.train(cancelled))
          .isInstanceOf(SessionFailedException.class)
          .hasMessageContaining("cancelled");
    }
  }

  @Test
  void float16TrainsNearlyTheSameAndTellsItsError() {
    ExchangeSettings half =
        new ExchangeSettings(
            cluster.exchangePort(),
            Protection.ENCRYPT,
            GradientCompression.FLOAT16,
            LONG,
            LONG,
            100_000,
            Routes.STAR);
    try (SessionGradients sessions = training.sessions(spark, half)) {
      float[] trained = training.train(sessions);
      assertThat(trained).isNotEqualTo(undisturbed);
      assertThat(sessions.compressionError()).isPositive().isLessThan(0x1p-11);
      double exact = loss(local.evaluate(undisturbed, Split.TEST));
      assertThat(loss(sessions.evaluate(trained, Split.TEST)))
          .isCloseTo(exact, org.assertj.core.data.Percentage.withPercentage(5));
    }
  }

  private static double loss(MetricReport report) {
    return ((Number) java.util.Objects.requireNonNull(report.values().get("loss"))).doubleValue();
  }
}
