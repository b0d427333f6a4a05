package dev.lockstep.spark.run.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.run.RunOfTables;
import dev.lockstep.spark.run.directory.RunFailedException;
import dev.lockstep.spark.run.recorded.Reproduction.Verdict;
import dev.lockstep.spark.table.BadDataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs that are trained again, on the same and on other grounds. */
final class ReproductionTest extends RunOfTables {
  ReproductionTest() {
    super(
        """
        data: {train: %1$s/train, dev: %1$s/dev, label: label, max_age: 1d}
        network: {hidden: [4]}
        training: {epochs: 3, batch_size: 20}
        output: {path: %1$s/run}
        """);
  }

  private Dataset<Row> rows(int count) {
    return spark.range(0, count, 1, 2).selectExpr("sin(id) AS a", "id % 2 AS label");
  }

  @BeforeEach
  void trainOnce() throws IOException {
    write(rows(400), rows(100));
    run().run();
  }

  private Verdict reproduce(String name) throws IOException {
    return Reproduction.of(spark, directory.resolve(name).toString());
  }

  private void change(String name, String from, String to) throws IOException {
    Path file = directory.resolve(name).resolve("report.json");
    String report = Files.readString(file);
    assertThat(report).contains(from);
    Files.writeString(file, report.replace(from, to));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.sorted().toList();
    }
  }

  @Test
  void theSameRowsGiveTheSameBitsAndNothingIsWritten() throws IOException {
    List<Path> before = files();
    String sha256 = report("run").path("parameters").path("sha256").asText();
    assertThat(reproduce("run"))
        .isEqualTo(
            new Verdict(
                true,
                List.of(
                    "reproduced: "
                        + directory.resolve("run")
                        + " has parameters.sha256 "
                        + sha256)));
    assertThat(files()).isEqualTo(before);
    change("run", "\"java_version\" : \"", "\"java_version\" : \"0.");
    assertThat(reproduce("run").lines().get(1)).startsWith("  although java_version was 0.");
  }

  @Test
  void otherRowsAreNamedBySplit() throws IOException {
    rows(401).write().mode(SaveMode.Overwrite).parquet(directory + "/train");
    Verdict verdict = reproduce("run");
    assertThat(verdict.equal()).isFalse();
    assertThat(verdict.lines()).hasSize(2);
    assertThat(verdict.lines().get(0)).contains("was trained on something else");
    assertThat(verdict.lines().get(1))
        .contains("rows of the train split: their digest was ")
        .contains(report("run").path("data").path("digest").path("train").asText());
  }

  @Test
  void aKeyThatIsGoneIsNamed() throws IOException {
    change("run", "\"batch_size\" : 20,", "\"batch_size\" : 20, \"zeal\" : 1,");
    Verdict verdict = reproduce("run");
    assertThat(verdict.equal()).isFalse();
    assertThat(verdict.lines().get(0)).contains("the configuration of").contains("is refused");
    assertThat(verdict.lines().get(1)).startsWith("  config: training.zeal: unknown key");
  }

  @Test
  void otherParametersAreToldWithWhatMayBeWhy() throws IOException {
    String sha256 = report("run").path("parameters").path("sha256").asText();
    change("run", sha256, "0".repeat(64));
    assertThat(reproduce("run").lines())
        .hasSize(2)
        .first()
        .asString()
        .startsWith("not reproduced: ")
        .contains("0".repeat(64), "the same training gives " + sha256);
    change("run", "\"lockstep_version\" : \"", "\"lockstep_version\" : \"0.0.");
    Verdict verdict = reproduce("run");
    assertThat(verdict.equal()).isFalse();
    assertThat(verdict.lines().get(1)).startsWith("  lockstep_version was 0.0.");
  }

  @Test
  void aRunThatDivergedDoesSoAgain() throws IOException {
    assertThatThrownBy(
            () -> run("learning_rate.initial=1e+30", "output.path=" + directory + "/wild").run())
        .isInstanceOf(RunFailedException.class);
    Verdict verdict = reproduce("wild.diverged");
    assertThat(verdict.equal()).isTrue();
    assertThat(verdict.lines())
        .containsExactly(
            "reproduced: "
                + directory.resolve("wild.diverged")
                + " diverges again, and its last good parameters.sha256 is "
                + report("wild.diverged").path("parameters").path("sha256").asText());
    change("wild.diverged", "\"status\" : \"diverged\"", "\"status\" : \"finished\"");
    assertThat(reproduce("wild.diverged").lines().get(0))
        .startsWith("not reproduced: ")
        .endsWith("wild.diverged did not diverge, and the same training does");
  }

  @Test
  void anotherInitialModelIsNamed() throws IOException {
    String first = directory.resolve("run").toString();
    String output = "output.path=" + directory.resolve("second");
    run("training.initial_model=" + first, output).run();
    String sha256 = report("run").path("parameters").path("sha256").asText();
    assertThat(report("second").path("initial_model_sha256").asText()).isEqualTo(sha256);
    assertThat(reproduce("second").equal()).isTrue();
    run("training.seed=2", "output.overwrite=true").run();
    Verdict verdict = reproduce("second");
    assertThat(verdict.equal()).isFalse();
    assertThat(verdict.lines().get(1)).startsWith("  initial_model_sha256 was " + sha256);
  }

  @Test
  void whatIsNoRunIsRefused() throws IOException {
    assertThatThrownBy(() -> reproduce("train")).isInstanceOf(ConfigException.class);
    change("run", "\"sha256\"", "\"sha\"");
    assertThatThrownBy(() -> reproduce("run"))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("tells of no trained parameters; its status is 'finished'");
    Files.writeString(directory.resolve("run/report.json"), "{");
    assertThatThrownBy(() -> reproduce("run"))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("is no JSON");
  }
}
