package dev.lockstep.spark.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.registry.Registry;
import dev.lockstep.spark.run.directory.Resume;
import dev.lockstep.spark.run.directory.RunFailedException;
import dev.lockstep.spark.run.job.TrainingRun;
import dev.lockstep.spark.testing.LogLines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A training goes on from what is published, and keeps that if it is resumed. */
class CurrentModelTest extends RunOfTables {
  private static final int STEPS_BEFORE_THE_END = 9;

  CurrentModelTest() {
    super(
        """
        data: {train: %1$s/train, dev: %1$s/dev, test: %1$s/dev, label: label}
        network: {hidden: [4]}
        training: {steps: 20, batch_size: 50, shards: 2}
        output: {path: %1$s/first}
        publish: {registry: %1$s/registry, name: sines}
        """);
  }

  @BeforeEach
  void writeTables() {
    Dataset<Row> rows = spark.range(400).selectExpr("sin(id) AS x", "sin(id) > 0 AS label");
    write(rows, rows.limit(100));
  }

  private Optional<String> current(LockstepConfig config) {
    return CurrentModel.of(config, this::startingFrom, hadoop()).begun().training().initialModel();
  }

  private Configuration hadoop() {
    return spark.sparkContext().hadoopConfiguration();
  }

  private LockstepConfig startingFrom(String model, String... overrides) {
    List<String> all = new ArrayList<>(List.of(overrides));
    all.add("training.initial_model='" + model + "'");
    try {
      return config(all.toArray(String[]::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A run that starts from the current model, and is resumed if there is anything to resume. */
  private TrainingRun night(Host host, String name) throws IOException {
    String[] overrides = {"output.path=" + directory.resolve(name)};
    return run(host, overrides)
        .resuming(Resume.SAME)
        .fromCurrent(model -> startingFrom(model, overrides));
  }

  private void stop(String name) throws IOException {
    assertThatThrownBy(night(new EndingHost(STEPS_BEFORE_THE_END), name)::run)
        .isInstanceOf(RunFailedException.class);
  }

  /** Makes the model of a run the current one, whoever is better. */
  private int promote(String run) throws IOException {
    Registry registry = Registry.open(directory.resolve("registry").toString(), "sines", hadoop());
    int version = registry.add(directory.resolve(run).toString(), Optional.empty()).number();
    registry.promote(version, registry.last(), "somebody has said so");
    return version;
  }

  private long beganFrom(String run) throws IOException {
    return report(run).at("/initial_model/version").asLong();
  }

  @Test
  void theCurrentVersionIsGoneOnFromAndThereNeedBeNone() throws IOException {
    assertThat(current(config())).isEmpty();
    run().run();
    String path = current(config()).orElseThrow();
    String summary =
        run("training.initial_model='" + path + "'", "output.path=" + directory.resolve("second"))
            .run()
            .text();
    assertThat(beganFrom("second")).isEqualTo(1);
    assertThat(report("second").at("/initial_model/sha256").asText())
        .isEqualTo(report("first").at("/parameters/sha256").asText());
    double before = report("first").at("/metrics/dev/loss").asDouble();
    assertThat(report("second").at("/initial_model/dev/loss").asDouble()).isEqualTo(before);
    assertThat(summary)
        .containsPattern("initial +\\S*versions/000001, schema keep, 0 changes, dev loss");
  }

  @Test
  void aResumedTrainingKeepsTheVersionThatItBeganFromAndIsComparedWithTheOneThatIsCurrent()
      throws IOException {
    run().run();
    run(
            "output.path=" + directory.resolve("other"),
            "training.seed=7",
            "publish.registry=null",
            "publish.name=null")
        .run();
    night(Host.NONE, "whole").run();
    int before = promote("first");
    stop("night");
    int now = promote("other");
    try (LogLines log = new LogLines(CurrentModel.class)) {
      night(Host.NONE, "night").run();
      assertThat(log.all())
          .singleElement()
          .asString()
          .contains("began from version " + before, "version " + now + " is current now");
    }
    assertThat(beganFrom("night")).isEqualTo(before);
    assertThat(beganFrom("whole")).isEqualTo(1);
    assertThat(saved("night")).isEqualTo(saved("whole"));
    assertThat(report("night").at("/publication/champion_version").asInt()).isEqualTo(now);
  }

  @Test
  void aResumedTrainingThatBeganAfreshGoesOnSo() throws IOException {
    run("output.path=" + directory.resolve("whole"), "publish.registry=null", "publish.name=null")
        .run();
    stop("night");
    promote("whole");
    try (LogLines log = new LogLines(CurrentModel.class)) {
      night(Host.NONE, "night").run();
      assertThat(log.all())
          .singleElement()
          .asString()
          .contains("began afresh", "version 1 is current now");
    }
    assertThat(report("night").has("initial_model")).isFalse();
    assertThat(saved("night")).isEqualTo(saved("whole"));
  }

  @Test
  void aVersionThatIsGoneIsNamedAndWhatThereIsToDo() throws IOException {
    run().run();
    stop("night");
    promote("first");
    Path gone = directory.resolve("registry/sines/versions/000001");
    Files.delete(gone.resolve("version.json"));
    assertThatThrownBy(night(Host.NONE, "night")::run)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("began from file:" + gone + ", which is gone")
        .hasMessageContaining("there is no version 1")
        .hasMessageContaining("output.overwrite: true");
  }

  @Test
  void anotherConfigurationIsRefusedAllTheSame() throws IOException {
    run("output.path=" + directory.resolve("other"), "publish.registry=null", "publish.name=null")
        .run();
    String[] from = {
      "training.initial_model='" + directory.resolve("other") + "'",
      "output.path=" + directory.resolve("night")
    };
    assertThatThrownBy(run(new EndingHost(STEPS_BEFORE_THE_END), from)::run)
        .isInstanceOf(RunFailedException.class);
    promote("other");
    assertThatThrownBy(night(Host.NONE, "night")::run)
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("training.initial_model: found ");
  }

  @Test
  void twoInitialModelsOrNoRegistryAreRefused() {
    assertThatThrownBy(() -> current(config("training.initial_model=somewhere")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("training.initial_model: found somewhere with --from-current");
    assertThatThrownBy(() -> current(config("publish.registry=null", "publish.name=null")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("publish.registry: missing; --from-current");
  }
}
