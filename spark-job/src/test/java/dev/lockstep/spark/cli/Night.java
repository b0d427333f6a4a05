package dev.lockstep.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a scheduler's command line left: its exit code, and the log, JSON for machines. */
record Night(int code, List<String> log) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Of a command line that has its log on standard output, to its end. */
  static Night of(Path directory, List<String> command) throws IOException, InterruptedException {
    Process process = Outcome.builder(directory, command).start();
    try (BufferedReader log = process.inputReader()) {
      List<String> lines = log.lines().toList();
      return new Night(process.waitFor(), lines);
    } finally {
      process.destroyForcibly();
    }
  }

  /** The JVM of one that is under way. */
  static ProcessHandle java(Process process) {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .filter(each -> each.info().command().orElse("").endsWith("java"))
        .findFirst()
        .orElseThrow();
  }

  boolean says(String what) {
    return log.stream().anyMatch(line -> line.contains(what));
  }

  /** What the last line tells people. */
  String message() throws IOException {
    return lastLine().path("message").asText();
  }

  private JsonNode lastLine() throws IOException {
    return JSON.readTree(log.get(log.size() - 1));
  }

  /** Checks how it ended, by exit code and last line. */
  Night ended(String command, String status, int expected) throws IOException {
    assertThat(code).as("%s", log).isEqualTo(expected);
    assertThat(lastLine().path("event").asText()).isEqualTo("end");
    assertThat(lastLine().path("command").asText()).isEqualTo("lockstep " + command);
    assertThat(lastLine().path("status").asText()).isEqualTo(status);
    assertThat(lastLine().path("exit_code").asInt()).isEqualTo(expected);
    return this;
  }
}
