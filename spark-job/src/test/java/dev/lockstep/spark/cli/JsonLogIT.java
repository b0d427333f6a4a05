package dev.lockstep.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With --json-log standard error is JSON and nothing else, whatever happens. */
@Timeout(300)
final class JsonLogIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;

  private String config() throws IOException {
    Path table =
        Files.writeString(
            directory.resolve("rows.csv"), "x,y,one\n1,a,5\n2,b,5\n3,a,5\n4,b,5\n5,a,5\n6,b,5\n");
    return Files.writeString(
            directory.resolve("config.yaml"),
            """
            data: {format: csv, train: %1$s, dev: %1$s, label: y}
            network: {hidden: [3]}
            training: {epochs: 2, batch_size: 3, shards: 1}
            output: {path: %2$s}
            """
                .formatted(table, directory.resolve("run")))
        .toString();
  }

  /** Each line of standard error, which must be an event. */
  private static List<JsonNode> events(String err) {
    List<JsonNode> events = err.lines().map(JsonLogIT::event).toList();
    assertThat(events)
        .isNotEmpty()
        .allSatisfy(event -> assertThat(Instant.parse(event.path("ts").asText())).isNotNull())
        .noneMatch(event -> event.path("event").asText().isEmpty());
    assertThat(last(events).path("event").asText()).isEqualTo("end");
    return events;
  }

  private static JsonNode event(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(line, e);
    }
  }

  private static JsonNode last(List<JsonNode> events) {
    return events.get(events.size() - 1);
  }

  private static List<JsonNode> of(List<JsonNode> events, String kind) {
    return events.stream().filter(event -> event.path("event").asText().equals(kind)).toList();
  }

  /** A command as a process of its own, with the log of users: tests have another. */
  private Outcome ofProcess(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // With the Vector API Java says on standard error that it has it.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> !option.contains("incubator"))
        .forEach(command::add);
    command.add("-Dlog4j2.configurationFile=" + Outcome.HOME.resolve("conf/log4j2.properties"));
    command.add("-Dspark.master=local[2]");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(arguments));
    return Outcome.ofProcess(directory, command);
  }

  @Test
  void aTrainingTellsHowItGoesAndStandardOutputIsAsEver() throws Exception {
    Outcome outcome = ofProcess("--json-log", "train", config()).succeeded();
    assertThat(outcome.out()).contains("written to  ").doesNotContain("\"event\"");
    List<JsonNode> events = events(outcome.err());
    assertThat(of(events, "log"))
        .anyMatch(log -> log.path("message").asText().startsWith("Reading "))
        .allMatch(log -> log.path("logger").asText().startsWith("dev.lockstep."))
        .anyMatch(log -> log.path("level").asText().equals("WARN"));
    JsonNode progress = last(of(events, "progress"));
    assertThat(progress.path("step").asInt()).isEqualTo(4);
    assertThat(progress.path("steps").asInt()).isEqualTo(4);
    assertThat(progress.path("epoch").asInt()).isEqualTo(2);
    assertThat(progress.path("loss").asDouble()).isPositive();
    List<JsonNode> evaluations = of(events, "evaluation");
    assertThat(evaluations).extracting(each -> each.path("epoch").asInt()).containsExactly(1, 2);
    assertThat(last(evaluations).path("split").asText()).isEqualTo("dev");
    assertThat(last(evaluations).path("accuracy").isNumber()).isTrue();
    JsonNode end = last(events);
    assertThat(end.path("command").asText()).isEqualTo("lockstep train");
    assertThat(end.path("status").asText()).isEqualTo("done");
    assertThat(end.path("exit_code").asInt(-1)).isZero();
    assertThat(end.path("seconds").asDouble()).isPositive();
    assertThat(end.path("message").asText())
        .startsWith("dev accuracy ")
        .endsWith("model in " + directory.resolve("run"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2 | train CONFIG --set training.epoch=3 --set training.batch=3 | unknown key",
        "2 | train CONFIG --sett x=y                                    | Unknown option",
        "2 | trian CONFIG                                               | unknown command trian; did you mean ",
        "3 | train CONFIG --set data.label=z                            | z"
      })
  void anErrorIsOneEventWithItsCode(int code, String command, String text) throws IOException {
    Outcome outcome =
        Outcome.ofRun(("--json-log " + command.replace("CONFIG", config())).split(" "));
    assertThat(outcome.code()).isEqualTo(code);
    List<JsonNode> events = events(outcome.err());
    assertThat(of(events, "error"))
        .singleElement()
        .satisfies(
            error -> {
              assertThat(error.path("exit_code").asInt()).isEqualTo(code);
              assertThat(error.path("message").asText()).contains(text);
            });
    assertThat(last(events).path("status").asText()).isEqualTo("failed");
    assertThat(last(events).path("exit_code").asInt()).isEqualTo(code);
    assertThat(last(events).path("message").asText()).contains(text).doesNotContain("\n");
  }

  @Test
  void whatIsForPeopleIsInMessages() throws IOException {
    String config = config();
    Outcome.ofRun("train", config).succeeded();
    String run = directory.resolve("run").toString();
    String table = directory.resolve("rows.csv").toString();
    Outcome outcome =
        Outcome.ofRun("--json-log", "evaluate", run, "--input", table, "--format", "csv");
    assertThat(JSON.readTree(outcome.succeeded().out()).path("accuracy").isNumber()).isTrue();
    assertThat(of(events(outcome.err()), "message"))
        .anyMatch(said -> said.path("message").asText().contains("rows are actual classes"));
  }

  @Test
  void aStackTraceIsInMessagesToo() throws IOException {
    Outcome outcome = Outcome.ofRun("--json-log", "--stacktrace", "train", config() + ".none");
    assertThat(of(events(outcome.err()), "message"))
        .anyMatch(said -> said.path("message").asText().startsWith("\tat dev.lockstep."));
  }
}
