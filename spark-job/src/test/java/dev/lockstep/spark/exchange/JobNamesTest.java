package dev.lockstep.spark.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.config.ExchangeConfig.GradientCompression;
import dev.lockstep.spark.config.ExchangeConfig.Protection;
import dev.lockstep.spark.config.ExchangeConfig.Routes;
import dev.lockstep.spark.exchange.driver.ExchangeSettings;
import dev.lockstep.spark.testing.SmallTraining;
import dev.lockstep.spark.testing.TestSpark;
import dev.lockstep.train.Split;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.StageInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

/** Whoever looks at Spark's pages finds what each job and stage is for. */
@Timeout(120)
final class JobNamesTest {
  private static final String GROUP = "spark.jobGroup.id";
  private static final String DESCRIPTION = "spark.job.description";

  private final SparkContext spark = TestSpark.session().sparkContext();
  private final Names names = new Names();

  @TempDir private Path directory;

  private static final class Names extends SparkListener {
    private final Set<String> groups = new LinkedHashSet<>();
    private final Set<String> jobs = new LinkedHashSet<>();
    private final Set<String> stages = new LinkedHashSet<>();

    @Override
    public synchronized void onJobStart(SparkListenerJobStart start) {
      groups.add(String.valueOf(start.properties().getProperty(GROUP)));
      jobs.add(String.valueOf(start.properties().getProperty(DESCRIPTION)));
      CollectionConverters.asJava(start.stageInfos()).stream()
          .map(StageInfo::name)
          .forEach(stages::add);
    }
  }

  @BeforeEach
  void listen() throws TimeoutException {
    spark.listenerBus().waitUntilEmpty();
  }

  @AfterEach
  void stopListening() {
    spark.removeSparkListener(names);
    spark.clearJobGroup();
  }

  private SmallTraining small() {
    return new SmallTraining(
        TestSpark.session(), directory.resolve("table"), new SmallTraining.Size(200, 2, 50, 1));
  }

  @Test
  void jobsAndStagesSayWhatTheyDo() throws TimeoutException {
    spark.addSparkListener(names);
    SmallTraining small = small();
    JavaSparkContext context = new JavaSparkContext(spark);
    ExchangeSettings settings =
        new ExchangeSettings(
            0,
            Protection.CHECKSUM,
            GradientCompression.NONE,
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            1000,
            Routes.STAR);
    try (SessionGradients sessions = small.sessions(context, settings)) {
      small.train(sessions);
    }
    small.jobs(context).evaluate(new float[small.parameters()], Split.TRAIN);
    spark.listenerBus().waitUntilEmpty();
    assertThat(names.jobs)
        .contains(
            "load: statistics", "load: assemble shards", "training session", "evaluate train");
    assertThat(names.stages)
        .contains(
            "load: statistics",
            "load: pack rows",
            "load: assemble shards",
            "training session",
            "evaluate train");
    assertThat(names.groups).contains("lockstep");
  }

  @Test
  void whatAProgramHasSetItselfIsThereAfterwards() throws TimeoutException {
    spark.setJobGroup("nightly", "retraining", true);
    spark.setCallSite("Nightly.java:7");
    spark.addSparkListener(names);
    SmallTraining small = small();
    small.jobs(new JavaSparkContext(spark)).evaluate(new float[small.parameters()], Split.TRAIN);
    spark.listenerBus().waitUntilEmpty();
    assertThat(names.groups).containsExactly("nightly");
    assertThat(
            List.of(
                spark.getLocalProperty(GROUP),
                spark.getLocalProperty(DESCRIPTION),
                spark.getLocalProperty("spark.job.interruptOnCancel"),
                spark.getLocalProperty("callSite.short")))
        .containsExactly("nightly", "retraining", "true", "Nightly.java:7");
    spark.clearCallSite();
    spark.clearJobGroup();
    small.jobs(new JavaSparkContext(spark)).evaluate(new float[small.parameters()], Split.TRAIN);
    assertThat(spark.getLocalProperty(GROUP)).isNull();
    assertThat(spark.getLocalProperty(DESCRIPTION)).isNull();
    assertThat(spark.getLocalProperty("callSite.short")).isNull();
  }
}
