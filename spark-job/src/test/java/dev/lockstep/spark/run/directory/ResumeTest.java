package dev.lockstep.spark.run.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.spark.checkpoint.CheckpointWriter;
import dev.lockstep.spark.checkpoint.Checkpoints;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.output.OutputException;
import dev.lockstep.spark.output.RunFolder;
import dev.lockstep.spark.report.progress.Display;
import dev.lockstep.spark.run.EndingHost;
import dev.lockstep.spark.run.Host;
import dev.lockstep.spark.run.RunOfTables;
import dev.lockstep.spark.run.job.TrainingRun;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.testing.LogLines;
import dev.lockstep.train.TrainingPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that ended on its way goes on to what it would have been, or is refused by name. */
final class ResumeTest extends RunOfTables {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int STEPS_PER_EPOCH = 8;

  /** What no two runs have in common, or only one that goes on has. */
  private static final Set<String> OF_ONE_PROCESS =
      Set.of(
          "finished",
          "exchange",
          "topology",
          "config",
          "checkpoints",
          "train_seconds",
          "examples_per_second",
          "step_milliseconds",
          "time_breakdown");

  ResumeTest() {
    super(
        """
        data: {train: %1$s/train, dev: %1$s/dev, label: label}
        network: {hidden: [6, 5], batch_norm: shard, keep_prob: 0.8}
        training: {epochs: 6, batch_size: 20, shards: 2, average: {decay: 0.9}}
        optimizer: {name: adam}
        learning_rate: {initial: 0.01}
        early_stopping: {patience: 3, metric: accuracy}
        reduce_on_plateau: {patience: 1, factor: 0.5}
        diagnosis: {layers_every: 5}
        output: {path: %1$s/run}
        """);
  }

  private Dataset<Row> rows(int from, int count) {
    return spark
        .range(from, from + count, 1, 2)
        .selectExpr("sin(id) AS a", "cos(3 * id) AS b", "IF(sin(id) > 0.1, 'x', 'y') AS label");
  }

  @BeforeEach
  void writeTables() {
    write(rows(0, 160), rows(1000, 100));
  }

  /** Ends a run after that many steps of its own. */
  private void stop(Resume resume, int steps, String... overrides) throws IOException {
    TrainingRun run = run(new EndingHost(steps), overrides).resuming(resume);
    assertThatThrownBy(run::run).isInstanceOf(RunFailedException.class);
  }

  private void resume(String... overrides) throws IOException {
    run(overrides).resuming(Resume.SAME).run();
  }

  private String[] elsewhere(String... overrides) {
    List<String> all = new ArrayList<>(List.of(overrides));
    all.add("output.path=" + directory.resolve("whole"));
    return all.toArray(String[]::new);
  }

  private void assertIsTheWholeRun() throws IOException {
    assertThat(saved("run")).isEqualTo(saved("whole"));
    assertThat(lines("run")).isEqualTo(lines("whole"));
    ObjectNode whole = (ObjectNode) report("whole");
    ObjectNode resumed = (ObjectNode) report("run");
    for (ObjectNode report : List.of(whole, resumed)) {
      report.remove(OF_ONE_PROCESS);
      ((ObjectNode) report.path("data")).remove("load_seconds");
    }
    assertThat(resumed).isEqualTo(whole);
  }

  /** Of metrics.jsonl, without times. */
  private List<JsonNode> lines(String run) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(directory.resolve(run).resolve("metrics.jsonl"))) {
      JsonNode json = JSON.readTree(line);
      lines.add(((ObjectNode) json).without("train_seconds"));
    }
    return lines;
  }

  @ParameterizedTest
  @CsvSource({"1, job, session", "13, session, job", "16, job, job", "37, session, session"})
  void aRunThatEndedAfterAnyStepGoesOnToTheSameBits(int steps, String before, String after)
      throws IOException {
    run(elsewhere()).run();
    stop(Resume.NO, steps, "training.exchange=" + before);
    JsonNode left = report("run.incomplete");
    assertThat(left.path("status").asText()).isEqualTo("interrupted");
    assertThat(left.path("checkpoint").path("step").asInt()).isEqualTo(steps);
    resume("training.exchange=" + after);
    assertIsTheWholeRun();
    assertThat(entries("")).contains("run").doesNotContain("run.incomplete");
    assertThat(entries("run")).doesNotContain("checkpoints");
  }

  private List<String> entries(String name) throws IOException {
    try (Stream<Path> all = Files.list(directory.resolve(name))) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void theJobsOfAResumedRunAreNamedFromTheEpochInWhichItGoesOn() throws Exception {
    stop(Resume.NO, 2 * STEPS_PER_EPOCH + 1);
    Set<String> names = ConcurrentHashMap.newKeySet();
    SparkListener jobs =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart start) {
            names.add(String.valueOf(start.properties().get("spark.job.description")));
          }
        };
    spark.sparkContext().addSparkListener(jobs);
    try {
      resume();
      spark.sparkContext().listenerBus().waitUntilEmpty();
    } finally {
      spark.sparkContext().removeSparkListener(jobs);
    }
    assertThat(names).contains("epochs 3 to 6: session").noneMatch(it -> it.startsWith("epochs 1"));
  }

  /** Makes what is in the way of the output as soon as the run is measured. */
  private final class InTheWay implements Host {
    @Override
    public void copyLogTo(RunFolder folder) {
      try {
        Files.createDirectories(directory.resolve("run"));
        Files.writeString(directory.resolve("run/notes.txt"), "somebody's");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** No step is taken that is not the last one. */
  private static final class NoSteps implements Host {
    @Override
    public Steps steps() {
      return new Steps() {
        @Override
        public boolean isEnding() {
          throw new AssertionError("a step is taken");
        }

        @Override
        public void close() {}
      };
    }
  }

  @ParameterizedTest
  @CsvSource({
    "early_stopping.patience=3, ''",
    "early_stopping.patience=20, every_steps: 5",
    "early_stopping.patience=1, 'every_epochs: 1, keep_best: true'"
  })
  void aRunWhoseEndFailedIsEndedWithoutTrainingAgain(String patience, String checkpoint)
      throws IOException {
    String every = checkpoint.isEmpty() ? "every_minutes: 10" : checkpoint;
    String[] overrides = {patience, "training.checkpoint={" + every + "}"};
    run(elsewhere(overrides)).run();
    TrainingRun failing = run(new InTheWay(), overrides).resuming(Resume.SAME);
    assertThatThrownBy(failing::run)
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining("exists; choose another output.path")
        .hasMessageContaining("the trained model is kept in " + directory.resolve("run.incomplete"))
        .hasMessageContaining("; end the run with: the same run again, resumed");
    assertThat(entries("")).contains("run.incomplete").doesNotContain("run.failed");
    assertThat(entries("run.incomplete"))
        .contains("checkpoints", "model")
        .doesNotContain("owner.json");
    JsonNode left = report("run.incomplete");
    assertThat(left.path("status").asText()).isEqualTo("failed");
    assertThat(left.path("checkpoint").path("step")).isEqualTo(report("whole").path("steps"));
    assertThat(left.path("resume").asText()).isNotEmpty();
    assertThat(saved("run.incomplete")).isEqualTo(saved("whole"));

    Files.delete(directory.resolve("run/notes.txt"));
    Files.delete(directory.resolve("run"));
    run(new NoSteps(), overrides).resuming(Resume.SAME).run();
    assertIsTheWholeRun();
    assertThat(entries("")).contains("run").doesNotContain("run.incomplete", "run.failed");
  }

  @Test
  void aModelOfARunWhoseEndFailedIsNotLostToOneThatBeginsAnew() throws IOException {
    assertThatThrownBy(run(new InTheWay())::run).isInstanceOf(RunFailedException.class);
    float[] trained = saved("run.incomplete");
    Files.delete(directory.resolve("run/notes.txt"));
    Files.delete(directory.resolve("run"));
    assertThatThrownBy(run()::run).isInstanceOf(OutputException.class);
    run("output.overwrite=true", "training.epochs=1").run();
    assertThat(saved("run.failed")).isEqualTo(trained);
    assertThat(report("run").path("steps").asInt()).isEqualTo(STEPS_PER_EPOCH);
  }

  @Test
  void aRunThatEndsAgainAndAgainGoesOnToTheSameBits() throws IOException {
    run(elsewhere()).run();
    stop(Resume.SAME, 7);
    for (int i = 0; i < 5; i++) {
      stop(Resume.SAME, 7);
    }
    resume();
    assertIsTheWholeRun();
  }

  @Test
  void shardsThatWereLeftToTheClusterStayAsManyAsTheyWere() throws IOException {
    stop(Resume.NO, 9, "training.shards=3");
    resume("training.shards=auto");
    assertThat(report("run").path("shards").asInt()).isEqualTo(3);
  }

  @Test
  void aDamagedCheckpointIsNamedAndTheOneBeforeIsUsed() throws IOException {
    run(elsewhere()).run();
    stop(Resume.NO, 13, "training.checkpoint={every_steps: 5}");
    List<String> names = entries("run.incomplete/checkpoints");
    assertThat(names).hasSize(2).last().isEqualTo("step-00000013");
    Path newest = directory.resolve("run.incomplete/checkpoints/step-00000013/state.bin");
    byte[] bytes = Files.readAllBytes(newest);
    bytes[bytes.length / 2] ^= 4;
    Files.write(newest, bytes);
    try (LogLines log = new LogLines(Resumption.class);
        LogLines found = new LogLines(Checkpoints.class)) {
      resume();
      assertThat(found.all())
          .singleElement()
          .asString()
          .contains(newest.getParent() + " is damaged");
      assertThat(log.all()).singleElement().asString().contains(names.get(0));
    }
    assertIsTheWholeRun();
  }

  @Test
  void withoutACheckpointTheRunStartsAfreshAndSaysSo() throws IOException {
    run(elsewhere()).run();
    try (LogLines log = new LogLines(Resumption.class)) {
      resume();
      assertThat(log.all())
          .containsExactly("There is no checkpoint to resume: the training starts afresh");
    }
    assertIsTheWholeRun();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "optimizer.beta1=0.8",
        "network.hidden=[6, 6]",
        "training.shards=3",
        "training.seed=2",
        "early_stopping.patience=4",
        "exchange.compression=float16"
      })
  void anotherConfigurationIsRefusedByKey(String override) throws IOException {
    stop(Resume.NO, 9);
    TrainingRun other = run(override).resuming(Resume.SAME);
    String key = override.substring(0, override.indexOf('='));
    assertThatThrownBy(other::run)
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(key + ": found ")
        .hasMessageContaining(", but the checkpoint has ")
        .hasMessageContaining("step-00000009")
        .hasMessageContaining("--resume=force");
    resume();
  }

  @Test
  void whatMayDifferDoes() throws IOException {
    run(elsewhere()).run();
    stop(Resume.NO, 9);
    Path moved = directory.resolve("moved");
    Files.move(directory.resolve("train"), moved);
    resume(
        "data.train=" + moved,
        "diagnosis.target_error=0.01",
        "exchange.step_timeout=100",
        "training.checkpoint={every_steps: 3, keep: 1}",
        "output.overwrite=true");
    assertThat(saved("run")).isEqualTo(saved("whole"));
  }

  @Test
  void otherRowsAreRefusedBySplit() throws IOException {
    stop(Resume.NO, 9);
    rows(1000, 101).write().mode("overwrite").parquet(directory.resolve("dev").toString());
    assertThatThrownBy(run().resuming(Resume.SAME)::run)
        .isInstanceOf(BadDataException.class)
        .hasMessageStartingWith("the digest of the rows of dev: found ")
        .hasMessageContaining("--resume=force");
    stop(Resume.FORCE, 12);
    resume();
    JsonNode report = report("run");
    assertThat(report.path("steps").asInt()).isEqualTo(6 * STEPS_PER_EPOCH);
    assertThat(report.path("warnings"))
        .anySatisfy(
            warning ->
                assertThat(warning.asText())
                    .startsWith("resumed all the same, as --resume=force says: the digest of the")
                    .contains("rows of dev: found "));
  }

  @Test
  void whoeverInsistsGoesOnWithAnotherConfigurationIfTheStateFits() throws IOException {
    stop(Resume.NO, 9);
    run("optimizer.beta1=0.8").resuming(Resume.FORCE).run();
    assertThat(report("run").path("steps").asInt()).isEqualTo(6 * STEPS_PER_EPOCH);
  }

  @Test
  void aStateThatDoesNotFitIsRefusedWhoeverInsists() throws IOException {
    stop(Resume.NO, 9);
    assertThatThrownBy(run("network.hidden=[7, 5]").resuming(Resume.FORCE)::run)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("cannot be resumed: it is a training state with ")
        .hasMessageContaining(" values, not ");
    assertThatThrownBy(run("optimizer.name=sgd").resuming(Resume.FORCE)::run)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("moments");
    resume();
  }

  @Test
  void aTrainingMayBecomeLonger() throws IOException {
    run(elsewhere("training.epochs=8", "early_stopping.patience=20")).run();
    stop(Resume.NO, 9, "early_stopping.patience=20");
    resume("training.epochs=8", "early_stopping.patience=20");
    assertIsTheWholeRun();
  }

  @Test
  void aTrainingWhoseScheduleGoesByItsLengthMayNot() throws IOException {
    stop(Resume.NO, 9, "learning_rate.schedule=cosine");
    assertThatThrownBy(
            run("learning_rate.schedule=cosine", "training.epochs=8").resuming(Resume.SAME)::run)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("learning_rate.schedule goes by the length of the training")
        .hasMessageContaining("found 64 steps, but the checkpoint has 48");
    resume("learning_rate.schedule=cosine");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SAME", "FORCE"})
  void aTrainingMayNotBecomeShorterThanItIs(Resume how) throws IOException {
    stop(Resume.NO, 9);
    assertThatThrownBy(run("training.epochs=1").resuming(how)::run)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("the training has 8 steps, but 9 are taken");
  }

  @Test
  void whatWasTrainedIsNotRemovedUnlessSomebodySaysSo() throws IOException {
    stop(Resume.NO, 9);
    assertThatThrownBy(run()::run)
        .isInstanceOf(OutputException.class)
        .hasMessageContaining("run.incomplete holds checkpoints")
        .hasMessageContaining("--resume")
        .hasMessageContaining("output.overwrite: true");
    run().validate(line -> {}, Duration.ofMinutes(10));
    assertThat(entries("run.incomplete/checkpoints")).containsExactly("step-00000009");
    assertThat(entries("run.incomplete")).doesNotContain("owner.json");
    run("output.overwrite=true").run();
    assertThat(entries("")).contains("run").doesNotContain("run.incomplete");
  }

  @Test
  void aFailedRunSaysWhyAndHowToGoOn() throws IOException {
    stop(Resume.NO, 9);
    assertThat(report("run.incomplete").path("cause").asText()).contains("before step 10");
    assertThat(report("run.incomplete").path("resume").asText()).isNotEmpty();
    assertThat(Files.readString(directory.resolve("run.incomplete/report.html")))
        .contains("before step 10", "\"step\":[1,2,3,4,5,6,7,8,9]");
    assertThat(report("run.incomplete").path("checkpoint").path("path").asText())
        .isEqualTo(directory.resolve("run.incomplete/checkpoints/step-00000009").toString());
  }

  @Test
  void theBestCheckpointOutlastsTheRunWhereItIsAskedFor() throws IOException {
    run("training.checkpoint={every_steps: 3, keep_best: true}").run();
    JsonNode report = report("run");
    assertThat(entries("run/checkpoints"))
        .containsExactly(
            String.format(
                Locale.ROOT, "step-%08d", report.path("early_stopping").path("best_step").asInt()));
    assertThat(report.path("checkpoints").path("count").asInt()).isPositive();
    assertThat(report.path("checkpoints").path("failed").asInt()).isZero();
  }

  @Test
  void checkpointsThatCannotBeWrittenEndNothing() throws IOException {
    run(elsewhere()).run();
    Host host =
        new Host() {
          @Override
          public Display display(TrainingPlan plan) {
            try {
              Files.writeString(directory.resolve("run.incomplete/checkpoints"), "in the way");
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            return Host.NONE.display(plan);
          }
        };
    try (LogLines log = new LogLines(CheckpointWriter.class)) {
      run(host, "training.checkpoint={every_steps: 3}").run();
      assertThat(log.all()).singleElement().asString().contains("step 3 cannot be written");
    }
    assertIsTheWholeRun();
    assertThat(report("run").path("checkpoints").path("failed").asInt()).isPositive();
  }
}
