package dev.lockstep.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.spark.cli.terminal.Failure;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** scripts/lockstep as a user runs it: real processes, exit codes, streams. */
final class LockstepIT {
  private static final Path QUICKSTART = Outcome.HOME.resolve("conf/quickstart.yaml");

  @TempDir private Path directory;

  @Test
  void theQuickstartGivesTheSameBitsOnOneCoreTwoCoresAndInExecutorsOfTheirOwn() throws Exception {
    Map<String, String> digests = new LinkedHashMap<>();
    for (String master : List.of("local[1]", "local[2]", "local-cluster[2,1,1024]")) {
      Path run = directory.resolve(master);
      Outcome outcome = Outcome.ofScript(directory, quickstart(master, run)).succeeded();
      // What a user sees: results on one stream, progress on the other, and no noise of Spark.
      assertThat(outcome.out()).contains("accuracy", "written to  " + run);
      assertThat(outcome.err())
          .startsWith("lockstep: starting Spark, master " + master + "\n")
          .contains("epoch 2/2  step ")
          .doesNotContain(" WARN ", "\r", "incubator");
      JsonNode report = RunFiles.report(run);
      assertThat(report.path("master").asText()).isEqualTo(master);
      assertThat(report.path("shards").asInt()).isEqualTo(3);
      digests.put(master, report.path("parameters").path("sha256").asText());
      assertThat(RunFiles.sha256(run.resolve("model/model.safetensors")))
          .isEqualTo(digests.get(master));
    }
    assertThat(Set.copyOf(digests.values())).as("%s", digests).hasSize(1);
  }

  @Test
  void sparksClassesAreReadFromTheirArchive() throws IOException, InterruptedException {
    Path log = directory.resolve("classes.log");
    Path script = Outcome.HOME.resolve("scripts/lockstep");
    List<String> command =
        List.of(script.toString(), "--master", "local[1]", "validate", QUICKSTART.toString());
    ProcessBuilder builder = Outcome.builder(directory, command);
    builder.environment().put("SPARK_SUBMIT_OPTS", "-Xlog:class+load:file=" + log);
    assertThat(builder.redirectErrorStream(true).redirectOutput(Redirect.DISCARD).start().waitFor())
        .isZero();
    try (Stream<String> lines = Files.lines(log)) {
      assertThat(lines.filter(line -> line.contains(" org.apache.spark.SparkContext source: ")))
          .singleElement()
          .asString()
          .endsWith("source: shared objects file (top)");
    }
  }

  @Test
  void onATerminalProgressIsOneLiveLine() throws Exception {
    Path run = directory.resolve("run");
    List<String> words = lockstep(quickstart("local[2]", run));
    words.addAll(List.of("--set", "training.epochs=50"));
    String lockstep = "'" + String.join("' '", words) + "'";
    Outcome outcome = Outcome.ofProcess(directory, terminal(lockstep)).succeeded();
    // The live line is drawn over itself: many states, of which none but the last ends a line.
    List<String> live =
        Stream.of(outcome.out().split("\r?\n", -1))
            .filter(line -> line.contains("  step "))
            .toList();
    assertThat(live.get(0).split("epoch [0-9]+/50 {2}step ", -1)).hasSizeGreaterThan(3);
    assertThat(live.get(0)).contains(" left  loss ");
    assertThat(outcome.out()).contains("written to");
  }

  /** One shell command on a terminal of its own: by script of util-linux, or by Python. */
  private static List<String> terminal(String command) {
    boolean script =
        Stream.of("/usr/bin/script", "/bin/script").anyMatch(path -> Files.exists(Path.of(path)));
    return script
        ? List.of("script", "-qec", command, "/dev/null")
        : List.of(
            "python3",
            "-c",
            "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(['sh', '-c', sys.argv[1]])))",
            command);
  }

  @Test
  void exitCodesTellWhoseTurnItIs() throws Exception {
    Path csv = Files.writeString(directory.resolve("bad.csv"), "x,y\n1,a\nNaN,b\n2,a\n");
    Path config = directory.resolve("config.yaml");
    Files.writeString(
        config, "data: {format: csv, path: %s, label: y}\noutput: {path: run}\n".formatted(csv));
    Outcome.ofScript(directory, "train", config.toString(), "--set", "training.epoch=3")
        .failed(Failure.USAGE);
    Outcome bad = Outcome.ofScript(directory, "--master", "local[1]", "train", config.toString());
    assertThat(bad.failed(Failure.DATA).err()).contains("'x'", "no value");
    assertThat(bad.out()).isEmpty();
    assertThat(RunFiles.entries(directory)).containsExactly("bad.csv", "config.yaml");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "init",
        "train",
        "evaluate",
        "predict",
        "generate",
        "convert-idx",
        "validate",
        "check-gradients",
        "reproduce"
      })
  void everyCommandExplainsItself(String command) throws IOException, InterruptedException {
    String[] arguments =
        command.isEmpty() ? new String[] {"--help"} : new String[] {command, "--help"};
    Outcome outcome = Outcome.ofScript(directory, arguments).succeeded();
    assertThat(outcome.out()).startsWith("Usage: lockstep " + command);
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void theOptionsOfLockstepItselfMayStandAmongThoseOfSpark()
      throws IOException, InterruptedException {
    Outcome outcome =
        Outcome.ofScript(
            directory, "--stacktrace", "--master", "local[1]", "validate", "missing.yaml");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err())
        .contains("missing.yaml: cannot be read", "\tat dev.lockstep.spark.cli.");
  }

  @Test
  void withJsonLogTheScriptSaysNothingElseEither() throws IOException, InterruptedException {
    Outcome missing =
        Outcome.ofScript(directory, "--master", "local[1]", "--json-log", "validate", "no.yaml");
    Outcome unknown = Outcome.ofScript(directory, "--json-log", "--colour", "validate", "no.yaml");
    for (Outcome outcome : List.of(missing, unknown)) {
      assertThat(outcome.code()).isEqualTo(2);
      List<JsonNode> events = new ArrayList<>();
      for (String line : outcome.err().lines().toList()) {
        events.add(new ObjectMapper().readTree(line));
      }
      JsonNode end = events.get(events.size() - 1);
      assertThat(end.path("event").asText()).isEqualTo("end");
      assertThat(end.path("exit_code").asInt()).isEqualTo(2);
    }
  }

  private static List<String> lockstep(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Outcome.HOME.resolve("scripts/lockstep").toString());
    command.addAll(List.of(arguments));
    return command;
  }

  /** A short quickstart on three shards. */
  private static String[] quickstart(String master, Path run) {
    return new String[] {
      "--master",
      master,
      "train",
      QUICKSTART.toString(),
      "--set",
      "training.epochs=2",
      "--set",
      "training.shards=3",
      "--set",
      "output.path=" + run
    };
  }
}
