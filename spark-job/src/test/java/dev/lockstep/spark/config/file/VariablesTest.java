package dev.lockstep.spark.config.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.DataConfig.Splits;
import dev.lockstep.spark.config.LockstepConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Variables in values, which --var gives. */
class VariablesTest {
  @TempDir Path directory;

  private LockstepConfig load(String yaml, List<String> overrides, String... variables)
      throws IOException {
    Path file = Files.writeString(directory.resolve("c.yaml"), yaml);
    return ConfigFile.load(file, overrides, List.of(variables));
  }

  private LockstepConfig load(String yaml, String... variables) throws IOException {
    return load(yaml, List.of(), variables);
  }

  private List<String> problems(String yaml, String... variables) {
    return catchThrowableOfType(ConfigException.class, () -> load(yaml, variables))
        .problems()
        .stream()
        .map(line -> line.replace(directory + "/", ""))
        .toList();
  }

  @Test
  void aVariableStandsForItsTextInAnyValue() throws IOException {
    LockstepConfig config =
        load(
            """
            data:
              train: ["${root}/day=${day}/*", "${conf}/more"]
              dev: ${root}/dev
              label: y
              format: csv
              options: {dateFormat: "${day}"}
            training:
              seed: ${seed}
              initial_model: runs/${day}
            output:
              path: runs/${day}
            """,
            List.of("training.epochs=${epochs}"),
            "root=hdfs:/data",
            "day=2026-01-01",
            "epochs=7",
            "seed=5");
    assertThat(config.data().source())
        .isEqualTo(
            new Splits(
                List.of("hdfs:/data/day=2026-01-01/*", "file:" + directory + "/more"),
                List.of("hdfs:/data/dev"),
                List.of()));
    assertThat(config.data().format().options()).containsEntry("dateFormat", "2026-01-01");
    assertThat(config.training().initialModel()).contains("runs/2026-01-01");
    assertThat(config.output().path()).isEqualTo("runs/2026-01-01");
    assertThat(config.resolved().get("output")).asString().contains("runs/2026-01-01");
    assertThat(config.resolved().get("training")).asString().contains("seed=5", "epochs=7");
  }

  @Test
  void theLastOfANameCountsAndItsValueIsTakenAsItIs() throws IOException {
    LockstepConfig config =
        load(
            """
            data: {path: t, label: y}
            output: {path: "r-${a}-$5-$$-$${a}-$${conf}"}
            """,
            "a=1",
            "a=${a}\\$1: {");
    assertThat(config.output().path()).isEqualTo("r-${a}\\$1: {-$5-$$-${a}-${conf}");
  }

  @Test
  void whatIsWrongIsToldByKeyAndLine() {
    assertThat(
            problems(
                """
                data: {path: t, label: y}
                output:
                  path: "${dat}/${2nd}/${date"
                """,
                "date=x",
                "2nd=x",
                "conf=x",
                "nothing"))
        .containsExactly(
            "c.yaml:3:9: output.path: ${dat} stands for nothing; allowed: ${conf}, ${date}, or another that --var dat=VALUE gives",
            "c.yaml:3:9: output.path: found '${2nd}'; allowed: ${NAME}, where a NAME is letters, digits and _, and begins with no"
                + " digit; $${ stands for ${ itself",
            "c.yaml:3:9: output.path: found '${date'; allowed: ${NAME}, where a NAME is letters, digits and _, and begins with no"
                + " digit; $${ stands for ${ itself",
            "--var 2nd=x: allowed: --var NAME=VALUE; a NAME is letters, digits and _, and begins with no digit",
            "--var conf: stands for the directory of the config file; allowed: any other NAME",
            "--var nothing: allowed: --var NAME=VALUE; a NAME is letters, digits and _, and begins with no digit");
  }

  @Test
  void aVariableInAValueThatIsOverriddenIsNotUsed() {
    ConfigException e =
        catchThrowableOfType(
            ConfigException.class,
            () ->
                load(
                    "{data: {path: \"${a}\", label: y}, output: {path: r}}",
                    List.of("data.path=t"),
                    "a=1"));
    assertThat(e.problems())
        .containsExactly(
            "--var a: no value of the configuration has ${a}; use it, or leave it out");
  }

  @Test
  void aDefaultCountsLessThanAVariableAndNeedNotBeUsed() throws IOException {
    String yaml = "{data: {path: t, label: y}, output: {path: \"r-${a}\"}}";
    Path file = Files.writeString(directory.resolve("c.yaml"), yaml);
    List<String> defaults = List.of("a=1", "b=2");
    assertThat(ConfigFile.load(file, List.of(), List.of(), defaults).output().path())
        .isEqualTo("r-1");
    assertThat(ConfigFile.load(file, List.of(), List.of("a=3"), defaults).output().path())
        .isEqualTo("r-3");
    assertThatThrownBy(() -> ConfigFile.load(file, List.of(), List.of(), List.of("a")))
        .hasMessageContaining("--var-default a: allowed: --var-default NAME=VALUE; a NAME is");
  }

  @Test
  void theEnvironmentGivesNoVariables() {
    assertThat(System.getenv()).containsKey("PATH");
    assertThat(problems("{data: {path: \"${PATH}\", label: y}, output: {path: r}}"))
        .singleElement()
        .asString()
        .contains("data.path: ${PATH} stands for nothing; allowed: ${conf}, or another");
  }

  @Test
  void aValueThatIsMeantTwiceOrHasItselfWithinIsReadAllTheSame() throws IOException {
    LockstepConfig config =
        load("{data: {train: &t [\"${a}\"], dev: *t, label: y}, output: {path: r}}", "a=1");
    assertThat(config.data().source()).isEqualTo(new Splits(List.of("1"), List.of("1"), List.of()));
    assertThat(problems("{data: {path: &p [*p], label: y}, output: {path: r}}"))
        .singleElement()
        .asString()
        .contains("data.path: found a list; allowed: a string");
  }
}
