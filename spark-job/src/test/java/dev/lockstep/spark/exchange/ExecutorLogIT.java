package dev.lockstep.spark.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lockstep.metric.MetricReport;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.GradientSum;
import dev.lockstep.spark.exchange.driver.SessionFailedException;
import dev.lockstep.spark.testing.ExecutorLog;
import dev.lockstep.spark.testing.ForwardingGradients;
import dev.lockstep.spark.testing.SmallTraining;
import dev.lockstep.spark.testing.SmallTraining.Size;
import dev.lockstep.spark.testing.TestCluster;
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.Split;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The log of an executor, as its Worker keeps it and Spark's own settings have it, tells what it
 * works at, for whom, and when and why that ends.
 */
@SuppressWarnings("NullAway.Init") // JUnit sets them.
@Timeout(120)
final class ExecutorLogIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String TIME = "^\\d\\d/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d ";
  private static final String WORKER = "RemoteWorker: The worker at place \\d, attempt \\d+ ";
  private static final String SAYS = TIME + "INFO " + WORKER;
  private static final String WARNS_OF_END = TIME + "WARN " + WORKER + "ends: ";

  @TempDir private static Path directory;
  private static TestCluster cluster;
  private static JavaSparkContext spark;
  private static SmallTraining training;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    cluster = new TestCluster(ExecutorLogIT::configure);
    spark = new JavaSparkContext(cluster.session().sparkContext());
    training = new SmallTraining(cluster.session(), directory, new Size(4000, 3, 100, 2));
  }

  /** Executors log as they do of themselves, not as these tests do. */
  private static void configure(SparkConf conf) {
    LockstepKryo.configure(conf);
    conf.set(
        "spark.executor.extraJavaOptions",
        "-Dlog4j2.configurationFile=classpath:org/apache/spark/log4j2-defaults.properties");
  }

  @AfterAll
  static void stop() throws IOException {
    cluster.close();
  }

  /** Of both executors, from now on. */
  private static List<ExecutorLog> logs() throws IOException {
    return List.of(cluster.log("0").fromNow(), cluster.log("1").fromNow());
  }

  private static SessionGradients sessions(MetricSet metrics) {
    return training.sessions(spark, cluster.settings(LONG, LONG), metrics);
  }

  /** Counts what each worker has to answer. */
  private static final class Counted extends ForwardingGradients {
    private int rounds;

    Counted(GradientSource source) {
      super(source);
    }

    @Override
    public GradientSum at(float[] parameters, long step) {
      rounds++;
      return super.at(parameters, step);
    }

    @Override
    public MetricReport evaluate(float[] parameters, Split split) {
      rounds++;
      return super.evaluate(parameters, split);
    }
  }

  @Test
  void eachTellsWhichShardsItHoldsWhereItIsConnectedAndThatItWasLetGo() throws Exception {
    List<ExecutorLog> logs = logs();
    int rounds;
    try (SessionGradients sessions = sessions(MetricSet.binary())) {
      Counted counted = new Counted(sessions);
      training.train(counted);
      rounds = counted.rounds;
    }
    List<String> shards = new ArrayList<>();
    int rows = 0;
    for (ExecutorLog log : logs) {
      log.await(
          SAYS
              + "is connected to the driver's session \\S+ at 127\\.0\\.0\\.3:"
              + cluster.exchangePort());
      MatchResult held =
          log.await(SAYS + "holds shards (\\d to \\d) \\(rows: ([\\d,]+) train, .*\\)");
      shards.add(held.group(1));
      rows += Integer.parseInt(held.group(2).replace(",", ""));
      log.await(SAYS + "ends: the driver has let it go, after " + rounds + " answers$");
    }
    assertThat(shards).containsExactlyInAnyOrder("0 to 0", "1 to 2");
    assertThat(rows).isEqualTo(trainRows());
  }

  private static long trainRows() {
    return Objects.requireNonNull(training.data().get(Split.TRAIN)).examples();
  }

  @Test
  void oneThatFailsTellsWhy(@TempDir Path failures) throws Exception {
    List<ExecutorLog> logs = logs();
    MetricSet failing =
        new MetricSet(List.of(new FaultyMetric(failures.toString(), Integer.MAX_VALUE)));
    try (SessionGradients sessions = sessions(failing)) {
      Throwable failure = catchThrowable(() -> training.train(sessions));
      assertThat(failure).isInstanceOf(SessionFailedException.class);
      // The only place with a slot that is free is where it has failed before.
      logs.get(executorIn(String.valueOf(failure.getMessage())))
          .await(WARNS_OF_END + ".*the disk is on fire");
    }
  }

  private static int executorIn(String message) {
    Matcher matcher = Pattern.compile("executor (\\d)").matcher(message);
    assertThat(matcher.find()).as(message).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  @Test
  void oneWhoseTaskIsKilledTellsSo() throws Exception {
    List<ExecutorLog> logs = logs();
    try (SessionGradients sessions = sessions(MetricSet.binary())) {
      sessions.at(new float[training.parameters()], 0);
      spark.sc().cancelAllJobs();
      for (ExecutorLog log : logs) {
        log.await(WARNS_OF_END + "Spark killed its task: .*cancelled");
      }
    }
  }

  @Test
  void oneWhoseConnectionBreaksTellsSo() throws Exception {
    List<ExecutorLog> logs = logs();
    try (SessionGradients sessions = sessions(MetricSet.binary())) {
      sessions.at(new float[training.parameters()], 0);
      cluster.exchangeProxy().reset();
      sessions.at(new float[training.parameters()], 1);
    }
    List<String> all = new ArrayList<>();
    for (ExecutorLog log : logs) {
      log.await(SAYS + "ends: the driver has let it go");
      all.addAll(log.lines());
    }
    assertThat(all)
        .filteredOn(line -> line.contains("WARN RemoteWorker"))
        .singleElement()
        .asString()
        .matches(WARNS_OF_END + ".*the connection to the driver is lost: .*");
  }
}
