package dev.lockstep.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.spark.cli.terminal.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be done is told with what, where and what is allowed, and leaves nothing behind. */
final class BadInputIT {
  private static final String LINES = "1,2,a\n2,1,b\n3,5,a\n4,3,b\n5,9,a\n6,4,b\n";

  private static final String OVERWRITE = "output.overwrite=true";

  @TempDir private Path directory;
  private Path config = Path.of("");
  private List<String> before = List.of();

  /** A table and a configuration that work. */
  @BeforeEach
  void prepare() throws IOException {
    Path table = table("table.csv", "x,z,y\n" + LINES);
    config = directory.resolve("config.yaml");
    Files.writeString(
        config,
        """
        data: {format: csv, train: %s, label: y}
        network: {hidden: [4]}
        training: {epochs: 2, batch_size: 3, shards: 1}
        output: {path: %s}
        """
            .formatted(table, run()));
  }

  private Path run() {
    return directory.resolve("run");
  }

  private Path table(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private Outcome train(String... settings) throws IOException {
    before = RunFiles.entries(directory);
    List<String> arguments = new ArrayList<>(List.of("train", config.toString()));
    for (String setting : settings) {
      arguments.addAll(List.of("--set", setting));
    }
    return Outcome.ofRun(arguments.toArray(String[]::new));
  }

  /** A failure with all those texts in its message and no file more than before. */
  private void assertFails(int code, Outcome outcome, String... texts) throws IOException {
    assertThat(outcome.failed(code).err()).contains(texts);
    assertThat(outcome.out()).isEmpty();
    assertThat(RunFiles.entries(directory)).isEqualTo(before);
  }

  @Test
  void theUntouchedConfigurationTrains() throws IOException {
    train().succeeded();
    assertThat(RunFiles.files(run()))
        .containsExactly(
            "metrics.jsonl",
            "model/model.json",
            "model/model.safetensors",
            "report.html",
            "report.json");
    assertFails(Failure.USAGE, train(), run().toString(), "exists", "output.overwrite: true");
    train("output.overwrite=true").succeeded();
  }

  @Test
  void badConfigurations() throws IOException {
    assertFails(
        Failure.USAGE, train("training.epoch=3"), "training.epoch", "did you mean", "epochs");
    assertFails(Failure.USAGE, train("training.epochs=many"), "training.epochs", "many", "--set");
    assertFails(Failure.USAGE, train("training.batch_size=0"), "training.batch_size", "0");
    assertFails(Failure.USAGE, train("data.label=null"), "data.label");
    assertFails(Failure.USAGE, train("data.features=[x, y]"), "'y' is the label already");
    assertFails(
        Failure.USAGE,
        train("network.hidden=[100000, 100000]"),
        "2,147,483,639 parameters",
        "smaller");
    config = directory.resolve("none.yaml");
    assertFails(Failure.USAGE, train(), "none.yaml", "no such file");
  }

  @Test
  void badUsage() throws IOException {
    before = RunFiles.entries(directory);
    assertMisused(
        "unknown command trian; did you mean train or diagnose?", "trian", config.toString());
    assertMisused("CONFIG", "train");
    assertMisused("Possible solutions: --set", "train", config.toString(), "--sett", "a=b");
    assertMisused("--input=PATH", "predict", run().toString());
    assertMisused("'few' is not a long", "generate", "--rows", "few", "--output", "table");
    assertFails(
        Failure.USAGE,
        Outcome.ofRun("generate", "--classes", "1", "--output", run().toString()),
        "2 classes");
    assertMisused(
        "found 'sine'; allowed: moons, circles, spiral, blobs",
        "generate",
        "--kind",
        "sine",
        "--output",
        "table");
    assertFails(
        Failure.USAGE,
        Outcome.ofRun(
            "generate", "--kind", "moons", "--features", "3", "--output", run().toString()),
        "--features 3: a table of moons has 2 features");
  }

  /** Such as those of "$CONFIG" in a shell where CONFIG is not set. */
  @Test
  void anEmptyArgumentIsNamed() throws IOException {
    before = RunFiles.entries(directory);
    String model = run().toString();
    String table = directory.resolve("table.csv").toString();
    assertEmpty("CONFIG", "train", "");
    assertEmpty("CONFIG", "validate", "");
    assertEmpty("'--set' (KEY=VALUE)", "train", config.toString(), "--set", "");
    assertEmpty("MODEL", "evaluate", "", "--input", table);
    assertEmpty("'--input' (PATH)", "evaluate", model, "--input", "");
    assertEmpty("'--input' (PATH)", "evaluate", model, "--input", table, "");
    assertEmpty("'--format' (", "evaluate", model, "--input", table, "--format", "");
    assertEmpty("MODEL", "predict", "", "--input", table, "--output", model);
    assertEmpty("'--input' (PATH)", "predict", model, "--input", "", "--output", model);
    assertEmpty("'--output' (PATH)", "predict", model, "--input", table, "--output", "");
    assertEmpty("'--output' (PATH)", "generate", "--output=");
    assertEmpty("'--output-format' (", "generate", "--output", model, "--output-format", "");
    assertEmpty("IMAGES", "convert-idx", "", table, "--output", model);
    assertEmpty("LABELS", "convert-idx", table, "", "--output", model);
    assertEmpty("TABLE", "init", "", "--label", "y");
    assertEmpty("'--label' (", "init", table, "--label", "");
    assertEmpty("'--output' (FILE)", "init", table, "--label", "y", "--output", "");
    assertThat(RunFiles.entries(directory)).isEqualTo(before);
  }

  private static void assertEmpty(String what, String... arguments) {
    Outcome outcome = Outcome.ofRun(arguments);
    assertThat(outcome.code()).as("%s", outcome.err()).isEqualTo(Failure.USAGE);
    assertThat(outcome.err().lines().findFirst())
        .hasValueSatisfying(line -> assertThat(line).startsWith("Empty value for ").contains(what));
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void anEmptyPathInTheConfigurationIsNamed() throws IOException {
    for (String key : List.of("data.train", "output.path", "training.initial_model")) {
      assertFails(Failure.USAGE, train(key + "="), "--set " + key + ": found ''");
    }
    assertFails(Failure.USAGE, train("data.train=['']"), "--set data.train: found");
  }

  private static void assertMisused(String text, String... arguments) {
    Outcome outcome = Outcome.ofRun(arguments);
    assertThat(outcome.code()).as("%s", outcome.err()).isEqualTo(Failure.USAGE);
    assertThat(outcome.err()).contains(text).doesNotContain("\tat ");
  }

  @Test
  void badTables() throws IOException {
    assertFails(
        Failure.DATA, train("data.train=" + directory.resolve("none.csv")), "none.csv", "exist");
    assertFails(Failure.DATA, train("data.label=income"), "income", "x, z, y");
    assertFails(Failure.DATA, train("training.shards=7"), "6 rows for 7 shards");
    assertBad("x,z,y\n1,2,a\nNaN,3,b\n", "'x'", "no value");
    assertBad("x,z,y\n1,2,a\n,3,b\n", "'x'", "data.missing");
    assertBad("x,z,y\n", "bad.csv has no rows");
    assertBad("x,z,y\n1,2,a\n2,3,a\n", "'y'", "the one class 'a'");
    assertFails(
        Failure.DATA,
        train("data.test=" + table("test.csv", "x,z,y\n1,2,c\n")),
        "the test split has the class 'c'");
  }

  private void assertBad(String text, String... texts) throws IOException {
    assertFails(Failure.DATA, train("data.train=" + table("bad.csv", text)), texts);
  }

  @Test
  void outputsThatCannotBeWritten() throws IOException {
    Path file = table("file", "");
    assertFails(
        Failure.USAGE, train("output.path=" + file.resolve("run")), file.toString(), "output.path");
    train().succeeded();
    before = RunFiles.entries(directory);
    assertFails(
        Failure.USAGE,
        Outcome.ofRun("generate", "--rows", "10", "--output", run().toString()),
        "exists",
        "--overwrite");
    assertFails(
        Failure.USAGE,
        Outcome.ofRun("generate", "--rows", "10", "--output", file.resolve("table").toString()),
        file.toString());
  }

  @Test
  void outputsThatAreInputs() throws IOException {
    train().succeeded();
    String table = directory.resolve("table.csv").toString();
    assertFails(Failure.USAGE, train("output.path=" + table, OVERWRITE), "data.train " + table);
    assertFails(Failure.USAGE, train("output.path=" + directory, OVERWRITE), "contains");
    assertFails(
        Failure.USAGE,
        train("training.initial_model=" + run(), OVERWRITE),
        "training.initial_model " + run());
    assertFails(Failure.USAGE, train("output.path=" + config, OVERWRITE), "the configuration");
    assertFails(Failure.USAGE, predict(run().resolve("scored")), "MODEL " + run());
    assertFails(Failure.USAGE, predict(directory.resolve("table.csv")), "--input " + table);
    String idx = directory.resolve("config.yaml").toString();
    assertFails(
        Failure.USAGE,
        Outcome.ofRun("convert-idx", idx, idx, "--output", directory.toString(), "--overwrite"),
        "IMAGES " + idx);
    assertThat(Files.readString(directory.resolve("table.csv"))).contains(LINES);
  }

  private Outcome predict(Path output) throws IOException {
    before = RunFiles.entries(directory);
    return Outcome.ofRun(
        "predict",
        run().toString(),
        "--input",
        directory.resolve("table.csv").toString(),
        "--format",
        "csv",
        "--output",
        output.toString(),
        "--overwrite");
  }

  @Test
  void outputsThatAreNotOurs() throws IOException {
    Files.createDirectories(run());
    Files.writeString(run().resolve("notes.txt"), "precious");
    assertFails(Failure.USAGE, train(OVERWRITE), "notes.txt", "not replaced");
    assertFails(
        Failure.USAGE,
        Outcome.ofRun("generate", "--rows", "10", "--output", run().toString(), "--overwrite"),
        "notes.txt",
        "not replaced");
    assertThat(RunFiles.entries(run())).containsExactly("notes.txt");
  }

  @Test
  void badModels() throws IOException {
    train().succeeded();
    Path tensors = run().resolve("model/model.safetensors");
    Path description = run().resolve("model/model.json");
    byte[] good = Files.readAllBytes(tensors);
    String goodText = Files.readString(description);

    assertFails(Failure.USAGE, evaluate(directory), "there is no model in " + directory);
    assertFails(Failure.DATA, evaluate(run(), table("narrow.csv", "x,y\n1,a\n")), "'z'", "narrow");
    Files.write(tensors, Arrays.copyOf(good, good.length - 4));
    assertFails(Failure.DATA, evaluate(run()), "model.safetensors");
    good[good.length - 1] ^= 1;
    Files.write(tensors, good);
    assertFails(Failure.DATA, evaluate(run()), "SHA-256");
    Files.delete(tensors);
    assertFails(Failure.DATA, evaluate(run()), "model.safetensors", "found none");
    Files.writeString(description, goodText.substring(0, goodText.length() / 2));
    assertFails(Failure.DATA, evaluate(run()), "model.json");
  }

  @Test
  void aTableThatCannotBeScoredLeavesNoPredictions() throws IOException {
    train().succeeded();
    String table = table("nan.csv", "x,z,y\n1,2,a\nNaN,3,b\n").toString();
    before = RunFiles.entries(directory);
    String output = directory.resolve("predictions").toString();
    Outcome outcome =
        Outcome.ofRun(
            "predict", run().toString(), "--input", table, "--format", "csv", "--output", output);
    assertFails(Failure.DATA, outcome, "'x'", "a value is missing");
  }

  private Outcome evaluate(Path model) throws IOException {
    return evaluate(model, directory.resolve("table.csv"));
  }

  private Outcome evaluate(Path model, Path table) throws IOException {
    before = RunFiles.entries(directory);
    return Outcome.ofRun(
        "evaluate", model.toString(), "--input", table.toString(), "--format", "csv");
  }

  @Test
  void aLossThatIsNoNumberAnyMoreStopsTheRunAndKeepsTheLastGoodParameters() throws IOException {
    Outcome outcome =
        train(
            "data.label=z",
            "data.exclude=[y]",
            "training.loss=squared_error",
            "optimizer.name=sgd",
            "learning_rate.initial=1e30");
    assertThat(outcome.failed(Failure.RUNNING).err())
        .containsPattern("error: the loss became (NaN|Infinity) at step [23];")
        .contains("learning_rate.initial", run() + ".diverged");
    assertThat(RunFiles.entries(directory)).doesNotContain("run").contains("run.diverged");
    assertThat(RunFiles.files(directory.resolve("run.diverged")))
        .containsExactly(
            "metrics.jsonl",
            "model/model.json",
            "model/model.safetensors",
            "report.html",
            "report.json");
    JsonNode report = RunFiles.report(directory.resolve("run.diverged"));
    assertThat(report.path("status").asText()).isEqualTo("diverged");
    assertThat(report.path("cause").asText()).startsWith("the loss became");
    Outcome.ofRun(
            "evaluate",
            directory.resolve("run.diverged").toString(),
            "--input",
            directory.resolve("table.csv").toString(),
            "--format",
            "csv")
        .succeeded();
  }
}
