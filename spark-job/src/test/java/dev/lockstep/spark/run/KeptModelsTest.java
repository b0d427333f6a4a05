package dev.lockstep.spark.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.diagnosis.Errors;
import dev.lockstep.diagnosis.LearningCurve.Point;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.output.Inputs;
import dev.lockstep.spark.output.Output;
import dev.lockstep.spark.output.RunDirectory;
import dev.lockstep.spark.output.RunFolder;
import dev.lockstep.spark.report.progress.MetricsLog;
import dev.lockstep.spark.run.directory.LivePage;
import dev.lockstep.spark.run.directory.RunFailedException;
import dev.lockstep.spark.run.directory.RunWriter;
import dev.lockstep.spark.run.directory.Told;
import dev.lockstep.spark.run.facts.RunFacts;
import dev.lockstep.spark.run.job.GradientChecking;
import dev.lockstep.spark.run.job.SmallerTrainings;
import dev.lockstep.spark.run.job.TrainingRun;
import dev.lockstep.spark.run.prepare.Prepared;
import dev.lockstep.spark.testing.LogLines;
import dev.lockstep.spark.tracking.Tracking;
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.TrainingListener;
import dev.lockstep.train.TrainingResult;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is left of trainings whose numbers get out of hand: linear regressions. */
final class KeptModelsTest extends RunOfTables {
  private static final int STEPS_PER_EPOCH = 8;

  /** The rate rises by 0.05 a step; from 2 on the loss grows, in the fifth epoch. */
  private static final String RISING = "learning_rate={initial: 10, warmup_steps: 200}";

  KeptModelsTest() {
    super(
        """
        data: {train: %1$s/train, dev: %1$s/dev, label: label}
        network: {hidden: []}
        training: {loss: squared_error, epochs: 30, batch_size: 20, shards: 1}
        optimizer: {name: sgd}
        learning_rate: {initial: 0.02}
        output: {path: %1$s/run, overwrite: true}
        """);
  }

  private Dataset<Row> rows(int from, int count) {
    return spark
        .range(from, from + count, 1, 2)
        .selectExpr(
            "sin(id) AS a", "cos(3 * id) AS b", "20 * sin(id) - 3 * cos(3 * id) + 1 AS label");
  }

  @BeforeEach
  void writeTables() {
    write(rows(0, 160), rows(1000, 200));
  }

  @Test
  void theBestParametersOutlastATrainingThatDiverges() throws IOException {
    TrainingRun diverging = run(RISING, "early_stopping.patience=100");
    assertThatThrownBy(diverging::run)
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining("the loss became")
        .hasMessageContaining("\nthe parameters of the best evaluation, after ")
        .hasMessageContaining(" steps, are kept in ");
    JsonNode report = report("run.diverged");
    assertThat(report.path("status").asText()).isEqualTo("diverged");
    JsonNode stopping = report.path("early_stopping");
    int best = stopping.path("best_epoch").asInt();
    assertThat(best).isBetween(1, 6);
    assertThat(stopping.path("best_step").asInt()).isEqualTo(best * STEPS_PER_EPOCH);
    assertThat(stopping.path("stopped_early").asBoolean(true)).isFalse();
    assertThat(stopping.path("told").asText())
        .isEqualTo(
            "the parameters are those of epoch %d, the best by dev loss; the training diverged",
            best);

    run(RISING, "early_stopping.patience=2").run();
    assertThat(report("run").path("early_stopping").path("best_epoch").asInt()).isEqualTo(best);
    assertThat(saved("run")).isEqualTo(saved("run.diverged"));
    assertThat(report("run").path("parameters")).isEqualTo(report.path("parameters"));
  }

  @Test
  void aTrainingThatDivergesBeforeAnyEvaluationLeavesItsLastGoodParameters() throws IOException {
    TrainingRun diverging = run("learning_rate.initial=1e30", "early_stopping.patience=100");
    assertThatThrownBy(diverging::run)
        .hasMessageContaining("\nthe last parameters with a finite loss are kept in ");
    assertThat(report("run.diverged").has("early_stopping")).isFalse();
  }

  /** Two or three steps an epoch on an eighth of the rows, eight on all. */
  @Test
  void thePointsOfALearningCurveOutlastATrainingThatDiverges() throws IOException {
    TrainingRun diverging = run("learning_rate.initial=3", "training.epochs=20");
    assertThatThrownBy(diverging::runWithLearningCurve).isInstanceOf(RunFailedException.class);
    JsonNode points = report("run.diverged").path("learning_curve").path("points");
    assertThat(points).hasSize(4);
    assertThat(points.path(0).has("train_error")).isTrue();
    assertThat(points.path(0).has("dev_error")).isTrue();
    assertThat(points.path(3).path("share").asDouble()).isEqualTo(1);
    assertThat(points.path(3).path("examples").asInt()).isEqualTo(160);
    assertThat(points.path(3).path("steps")).isEqualTo(report("run.diverged").path("steps"));
    assertThat(points.path(3).has("train_error")).isFalse();
  }

  @Test
  void aShareThatIsTooSmallForTheConfigurationIsAPointWithoutErrors() throws IOException {
    try (LogLines log = new LogLines(SmallerTrainings.class);
        LogLines training = new LogLines(Training.class)) {
      run("learning_rate.warmup_steps=100", "early_stopping.patience=100").runWithLearningCurve();
      assertThat(log.all())
          .contains(
              "Learning curve: no errors for 0.125 of the training split, as that is too little for"
                  + " learning_rate.warmup_steps: found 100, but the training has 60 steps;"
                  + " allowed: fewer");
      assertThat(training.all().stream().filter(line -> line.startsWith("early stopping: ")))
          .as("of the run itself alone")
          .hasSize(1);
    }
    JsonNode points = report("run").path("learning_curve").path("points");
    assertThat(points).hasSize(4);
    for (int i = 0; i < 4; i++) {
      assertThat(points.path(i).has("dev_error")).as("point %s", i).isEqualTo(i > 1);
      assertThat(points.path(i).path("steps").asInt() > 0).as("point %s", i).isEqualTo(i > 1);
      assertThat(points.path(i).path("examples").asInt()).isPositive();
    }
    assertThat(report("run").path("status").asText()).isEqualTo("finished");
  }

  /** What float32 cannot hold is infinite in the predictions alone. */
  @Test
  void anR2ThatIsNoNumberTellsNoErrorAndCostsNoModel() throws IOException {
    rows(1000, 200)
        .selectExpr("IF(label > 20, 2.35e38, a) AS a", "IF(label > 20, -2.35e38, b) AS b", "label")
        .write()
        .mode("overwrite")
        .parquet(directory.resolve("dev").toString());
    run().run();
    JsonNode report = report("run");
    assertThat(report.path("status").asText()).isEqualTo("finished");
    assertThat(report.path("metrics").path("dev").path("r2").asText()).isIn("NaN", "-Infinity");
    assertThat(report.path("diagnosis").has("train_error")).isTrue();
    assertThat(report.path("diagnosis").has("dev_error")).isFalse();
    assertThat(saved("run")).hasSize(3);
  }

  @Test
  void aReportThatCannotBeMadeCostsNoModel() throws IOException {
    Training training = new Training(spark, config("training.epochs=2"));
    Prepared prepared = training.prepare(training.tables());
    // A learning curve whose shares do not ascend.
    List<Point> wrong = List.of(new Point(1, 160, 16, Errors.NONE));
    try (GradientSource gradients = training.open(prepared);
        RunDirectory run = directory();
        LivePage page = new LivePage(run);
        MetricsLog log = new MetricsLog(run.folder().create(RunFolder.METRICS), 16)) {
      RunFacts facts = training.facts(prepared, gradients).after(wrong);
      TrainingResult result = training.train(facts, TrainingListener.NONE);
      assertThatThrownBy(
              () ->
                  new RunWriter(
                          facts,
                          run,
                          new Told(log, new Tracking(16), page),
                          Host.NONE,
                          RunWriter.Ending.NONE)
                      .finish(result))
          .isInstanceOf(RunFailedException.class)
          .hasMessageContaining("the shares of a learning curve must ascend")
          .hasMessageContaining("the trained model is kept in " + directory.resolve("run.failed"));
      assertThat(saved("run.failed")).isEqualTo(result.parameters());
      assertThat(report("run.failed").path("status").asText()).isEqualTo("failed");
      assertThat(report("run.failed").path("steps").asInt()).isEqualTo(16);
    } finally {
      prepared.data().unpersist();
    }
  }

  private RunDirectory directory() {
    return RunDirectory.create(
        Output.runDirectory(directory.resolve("run").toString(), true),
        new Inputs(),
        new Configuration(),
        "test");
  }

  @Test
  void stepsBeforeACheckOfGradientsAreNoRunWhoseStoppingIsTold() throws IOException {
    try (LogLines log = new LogLines(Training.class)) {
      LockstepConfig config = config("early_stopping.patience=1", "diagnosis.layers_every=1");
      new GradientChecking(spark, config, Host.NONE)
          .of(new GradientChecking.Extent(10, OptionalLong.empty()));
      assertThat(log.all()).noneMatch(line -> line.startsWith("early stopping"));
    }
  }
}
