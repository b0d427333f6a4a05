package dev.lockstep.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.spark.cli.terminal.Sessions;
import dev.lockstep.spark.table.source.SyntheticTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs side by side, by the command. */
final class CompareIT {
  @TempDir private static Path directory;

  @BeforeAll
  static void train() throws IOException {
    System.setProperty("spark.ui.enabled", "false");
    System.setProperty("spark.master", "local[2]");
    Path table = directory.resolve("table");
    try (SparkSession spark = Sessions.start("test", "table")) {
      new SyntheticTable(1000, 6, 2, 1, 0.1).rows(spark, 2).write().parquet(table.toString());
    }
    Path config =
        Files.writeString(
            directory.resolve("config.yaml"),
            String.format(
                Locale.ROOT,
                """
                data: {path: %s, label: label, test_fraction: 0.3}
                network: {hidden: [8]}
                training: {epochs: 1, batch_size: 50, shards: 2}
                output: {path: %s}
                """,
                table,
                directory.resolve("one")));
    run("train", config.toString()).succeeded();
    run(
            "train",
            config.toString(),
            "--set",
            "training.epochs=4",
            "--set",
            "output.path=" + directory.resolve("four"))
        .succeeded();
  }

  @AfterAll
  static void forget() {
    System.clearProperty("spark.master");
    System.clearProperty("spark.ui.enabled");
  }

  private static Outcome run(String... arguments) {
    return Outcome.ofRun(arguments);
  }

  private static Outcome compare(String... arguments) {
    List<String> all = new ArrayList<>(List.of("compare"));
    for (String argument : arguments) {
      all.add(argument.startsWith("-") ? argument : directory.resolve(argument).toString());
    }
    return run(all.toArray(new String[0]));
  }

  @Test
  void theTableAndTheJsonTellTheSame() throws IOException {
    String table = compare("one", "four").succeeded().out();
    assertThat(table)
        .contains("run 1  " + directory.resolve("one"), "training.epochs  1      4")
        .contains(
            "data: no difference", "versions: no difference", "run 2 against run 1: accuracy");
    JsonNode json = new ObjectMapper().readTree(compare("--json", "one", "four").succeeded().out());
    assertThat(json.at("/config/0/name").asText()).isEqualTo("training.epochs");
    assertThat(json.at("/config/0/values").toString()).isEqualTo("[1,4]");
    assertThat(table)
        .contains(
            String.format(
                Locale.ROOT,
                "95%% interval %+.4f to %+.4f",
                json.at("/test/0/low").asDouble(),
                json.at("/test/0/high").asDouble()));
    JsonNode alone =
        new ObjectMapper()
            .readTree(compare("--json", "--no-data", "one", "four").succeeded().out());
    assertThat(alone.get("test")).isEmpty();
    assertThat(alone.get("metrics")).isEqualTo(json.get("metrics"));
  }

  @Test
  void thePageIsAFileThatIsNotReplacedUnasked() throws IOException {
    Path page = directory.resolve("compared.html");
    String[] arguments = {"--no-data", "one", "four", "--html=" + page};
    assertThat(compare(arguments).succeeded().out()).contains("training.epochs  1      4");
    assertThat(Files.readString(page)).startsWith("<!doctype html>").contains("training.epochs");
    assertMisused("exists", arguments);
    assertMisused("one", "one", "four", "--html=" + directory.resolve("one/page.html"));
    assertThat(directory.resolve("one/page.html")).doesNotExist();
    Files.writeString(page, "old");
    compare("--no-data", "one", "four", "--html=" + page, "--overwrite").succeeded();
    assertThat(Files.readString(page)).contains("training.epochs");
  }

  private static void assertMisused(String message, String... arguments) {
    Outcome outcome = compare(arguments);
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains(message).doesNotContain("\tat ");
  }

  @Test
  void whatCannotBeComparedIsRefused() {
    assertMisused("RUN", "one");
    assertMisused("one is named twice", "one", "one");
    assertMisused("there is no report.json in " + directory.resolve("none"), "one", "none");
    assertMisused("there is no report.json in " + directory.resolve("table"), "one", "table");
    assertMisused("--metric: found rmse; allowed: accuracy, error", "one", "four", "--metric=rmse");
    assertMisused("--metric", "one", "four", "--metric=beauty");
    assertThat(run("compare", "--help").succeeded().out()).contains("--no-data", "RUN RUN");
  }
}
