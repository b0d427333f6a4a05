package dev.lockstep.spark.run.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.run.EndingHost;
import dev.lockstep.spark.run.RunOfTables;
import dev.lockstep.spark.run.job.TrainingRun;
import dev.lockstep.spark.tracking.EventReader;
import dev.lockstep.spark.tracking.EventReader.Event;
import dev.lockstep.spark.tracking.MlflowStub;
import dev.lockstep.spark.tracking.MlflowStub.Manner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs that others are told of, and what these do to a run. */
final class TrackedTest extends RunOfTables {
  TrackedTest() {
    super(
        """
        data: {train: %1$s/train, dev: %1$s/dev, label: label}
        network: {hidden: [4]}
        training: {epochs: 3, batch_size: 20, shards: 2}
        output: {path: %1$s/run, overwrite: true}
        """);
  }

  private Dataset<Row> rows(int count) {
    return spark.range(0, count, 1, 2).selectExpr("sin(id) AS a", "id % 2 AS label");
  }

  @BeforeEach
  void writeTables() {
    write(rows(400), rows(100));
  }

  private String sha256() throws IOException {
    return report("run").path("parameters").path("sha256").asText();
  }

  /** What metrics.jsonl has, as the names, steps and values that others are told. */
  private List<List<Object>> logged() throws IOException {
    List<List<Object>> all = new ArrayList<>();
    for (String line : Files.readAllLines(directory.resolve("run/metrics.jsonl"))) {
      JsonNode event = new ObjectMapper().readTree(line);
      String kind = event.get("event").asText();
      long step = event.get("step").asLong();
      if (kind.equals("evaluation")) {
        event
            .properties()
            .forEach(
                field -> {
                  if (field.getValue().isDouble()) {
                    String name = event.get("split").asText() + "/" + field.getKey();
                    all.add(List.of(name, step, field.getValue().asDouble()));
                  }
                });
      } else {
        all.add(List.of(kind + "/loss", step, event.get("loss").asDouble()));
      }
    }
    return all;
  }

  /** As TensorBoard takes the files of some processes: a start makes later steps before it void. */
  private List<Event> events(int processes) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("run/tensorboard"))) {
      List<Path> found = files.filter(file -> !file.toString().endsWith(".crc")).sorted().toList();
      assertThat(found)
          .hasSize(processes)
          .allMatch(file -> file.getFileName().toString().contains(".tfevents."));
      List<Event> events = new ArrayList<>();
      for (Path file : found) {
        for (Event event : EventReader.read(Files.readAllBytes(file))) {
          if (event.start()) {
            events.removeIf(before -> before.step() >= event.step());
          } else if (event.version().isEmpty()) {
            events.add(event);
          }
        }
      }
      return events;
    }
  }

  private void assertIsLogged(List<Event> events) throws IOException {
    assertThat(
            events.stream()
                .filter(each -> !each.tag().matches("epoch/(learning|train).*"))
                .map(each -> List.<Object>of(each.tag(), each.step(), each.value())))
        .isEqualTo(
            logged().stream()
                .map(each -> List.of(each.get(0), each.get(1), ((Double) each.get(2)).floatValue()))
                .toList());
  }

  @Test
  void bothAreToldWhatTheLogHasAndTheBitsStay() throws IOException {
    run().run();
    String sha256 = sha256();
    try (MlflowStub server = new MlflowStub(0)) {
      run(
              "data.options={mergeSchema: false}",
              "report.tensorboard=true",
              "report.mlflow_experiment=churn",
              "report.mlflow_uri=" + server.uri())
          .run();
      assertThat(sha256()).isEqualTo(sha256);
      List<List<Object>> logged = logged();
      assertThat(logged).hasSizeGreaterThan(60);
      assertThat(
              server.metrics.stream()
                  .map(
                      each ->
                          List.<Object>of(
                              each.get("key").asText(),
                              each.get("step").asLong(),
                              each.get("value").asDouble()))
                  .filter(each -> !each.get(0).toString().matches("epoch/(learning|train).*")))
          .isEqualTo(logged);
      assertThat(server.violations).isEmpty();
      assertThat(server.parameters)
          .containsEntry("training.epochs", "3")
          .containsEntry("network.hidden", "[4]")
          .doesNotContainKey("data.options");
      assertThat(server.created.get(0).get("run_name").asText()).isEqualTo("run");
      assertThat(server.updates.get(0).get("status").asText()).isEqualTo("FINISHED");
      assertIsLogged(events(1));
    }
  }

  @Test
  void aRunThatGoesOnHasAFileOfEachProcess() throws IOException {
    TrainingRun ended = run(new EndingHost(27), "report.tensorboard=true");
    assertThatThrownBy(ended::run).isInstanceOf(RunFailedException.class);
    run("report.tensorboard=true").resuming(Resume.SAME).run();
    assertThat(logged()).hasSizeGreaterThan(60);
    assertIsLogged(events(2));
  }

  @Test
  void aServerThatFailsOrIsNotThereDoesNotStopARun() throws IOException {
    String uri;
    try (MlflowStub server = new MlflowStub(0)) {
      uri = server.uri();
      for (Manner manner : List.of(Manner.REFUSES, Manner.FAILS)) {
        server.manner = manner;
        run("report.mlflow_experiment=churn", "report.mlflow_uri=" + server.uri()).run();
        assertThat(report("run").path("status").asText()).isEqualTo("finished");
      }
      assertThat(server.authorizations).isNotEmpty();
    }
    run("report.mlflow_experiment=churn", "report.mlflow_uri=" + uri).run();
    assertThat(report("run").path("status").asText()).isEqualTo("finished");
  }

  @Test
  void aRunThatDivergesIsToldToHaveFailed() throws IOException {
    try (MlflowStub server = new MlflowStub(0)) {
      TrainingRun run =
          run(
              "optimizer.name=sgd",
              "training.loss=squared_error",
              "learning_rate.initial=1e30",
              "report.mlflow_experiment=churn",
              "report.mlflow_uri=" + server.uri());
      assertThatThrownBy(run::run).isInstanceOf(RunFailedException.class);
      assertThat(server.updates.get(0).get("status").asText()).isEqualTo("FAILED");
    }
  }

  @Test
  void whereTheServerIsTheEnvironmentMaySay() throws IOException {
    String none = "found '' as MLFLOW_TRACKING_URI in the environment, and no report.mlflow_uri";
    Tracked nowhere = new Tracked(config("report.mlflow_experiment=churn"), Map.of());
    assertThatThrownBy(nowhere::mlflow)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(none);
    Map<String, String> there = Map.of("MLFLOW_TRACKING_URI", "https://mlflow:5000");
    assertThat(new Tracked(config("report.mlflow_experiment=churn"), there).mlflow().orElseThrow())
        .extracting("uri")
        .isEqualTo("https://mlflow:5000");
    assertThat(new Tracked(config(), there).mlflow()).isEmpty();
    for (String uri : List.of("mlflow:5000", "http://", "ftp://mlflow", "http://user:pw@mlflow")) {
      assertThatThrownBy(() -> config("report.mlflow_experiment=a", "report.mlflow_uri=" + uri))
          .isInstanceOf(ConfigException.class)
          .hasMessageNotContaining("pw@")
          .hasMessageContaining("report.mlflow_uri");
    }
    Map<String, String> withPassword = Map.of("MLFLOW_TRACKING_URI", "http://user:pw@mlflow");
    assertThatThrownBy(new Tracked(config("report.mlflow_experiment=a"), withPassword)::mlflow)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("found 'http://...@mlflow'");
  }
}
