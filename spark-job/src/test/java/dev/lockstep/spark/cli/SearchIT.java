package dev.lockstep.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.search.SearchFixture;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Searches of real processes, of which executors and drivers are killed. */
final class SearchIT {
  private static final int KILLED = 128 + 9;

  /** What is told when a rung has been decided on. */
  private static final String DECIDED = " go on";

  @TempDir private Path directory;

  private void writeSearch() throws IOException {
    Files.writeString(
        directory.resolve("table.csv"),
        "x,y,label\n"
            + String.join(
                "\n",
                IntStream.range(0, 3000)
                    .mapToObj(
                        i -> {
                          double x = StrictMath.sin(i * 7.0);
                          double y = StrictMath.cos(i * 11.0);
                          return x + "," + y + "," + (x * y > 0.05 ? 1 : 0);
                        })
                    .toList())
            + "\n");
    Files.writeString(
        directory.resolve("base.yaml"),
        """
        data: {format: csv, path: %1$s/table.csv, dev_fraction: 0.2, test_fraction: 0, label: label}
        network: {hidden: [16]}
        training: {epochs: 16, batch_size: 4, shards: 3}
        output: {path: %1$s/unused}
        """
            .formatted(directory));
    Files.writeString(
        directory.resolve("search.yaml"),
        """
        train: base.yaml
        space:
          learning_rate.initial: {scale: log, from: 0.0001, to: 0.1}
          network.hidden: {layers: {from: 1, to: 2}, units: {scale: log, from: 4, to: 32}}
        budget: {trials: 24, rounds: 2}
        halving: {factor: 2, first_epochs: 2}
        mode: caviar
        output: {path: unused}
        """);
  }

  private List<String> command(String master, String name, String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Outcome.HOME.resolve("scripts/lockstep").toString(),
                "--master",
                master,
                "--conf",
                "spark.ui.enabled=false",
                "--conf",
                "spark.executor.extraJavaOptions=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
                "search",
                directory.resolve("search.yaml").toString(),
                "--set",
                "output.path=" + directory.resolve(name)));
    command.addAll(List.of(more));
    return command;
  }

  /** What is done to a process. */
  private interface Strike {
    void at(Process process);
  }

  /** Runs a search, and does something each time that a rung has been decided on. */
  private int run(List<String> command, Strike... strikes) throws Exception {
    ProcessBuilder builder =
        Outcome.builder(directory, command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("SPARK_WORKER_DIR", directory.resolve("work").toString());
    Process process = builder.start();
    List<String> said = new ArrayList<>();
    int done = 0;
    try (BufferedReader err = new BufferedReader(process.errorReader())) {
      for (String line = err.readLine(); line != null; line = err.readLine()) {
        said.add(line);
        if (line.endsWith(DECIDED) && done < strikes.length) {
          strikes[done++].at(process);
        }
      }
      int code = process.waitFor();
      assertThat(done).as("%s", said).isEqualTo(strikes.length);
      assertThat(said).as("no stack trace").noneMatch(line -> line.startsWith("\tat "));
      return code;
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static Stream<ProcessHandle> executors(Process process) {
    return process
        .descendants()
        .filter(
            each -> {
              try {
                return Files.readString(
                        Path.of("/proc", String.valueOf(each.pid()), "cmdline"),
                        StandardCharsets.ISO_8859_1)
                    .contains("\0--executor-id\0");
              } catch (IOException e) {
                return false; // It has ended.
              }
            });
  }

  private static void killAnExecutor(Process running) {
    ProcessHandle executor = executors(running).findFirst().orElseThrow();
    assertThat(executor.destroyForcibly()).isTrue();
  }

  private static void killTheDriver(Process running) {
    // A handle leaves the streams open.
    running.descendants().forEach(ProcessHandle::destroyForcibly);
    running.toHandle().destroyForcibly();
  }

  private String sha256(String name) throws IOException {
    return RunFiles.report(directory.resolve(name)).path("parameters").path("sha256").asText();
  }

  @Test
  void theTableIsTheSameWhoeverIsKilled() throws Exception {
    writeSearch();
    SearchFixture fixture = new SearchFixture(directory);
    assertThat(run(command("local[2]", "whole"))).isZero();
    List<String> table = fixture.table("whole");
    assertThat(table).hasSizeGreaterThan(40);

    assertThat(run(command("local-cluster[1,1,1024]", "one"))).isZero();
    assertThat(fixture.table("one")).isEqualTo(table);

    int killed =
        run(
            command("local-cluster[2,1,1024]", "executors"),
            SearchIT::killAnExecutor,
            process -> {},
            SearchIT::killAnExecutor);
    assertThat(killed).isZero();
    assertThat(fixture.table("executors")).isEqualTo(table);

    assertThat(run(command("local[2]", "driver"), process -> {}, SearchIT::killTheDriver))
        .isEqualTo(KILLED);
    assertThat(directory.resolve("driver.incomplete/trials")).isDirectory();
    assertThat(run(command("local[2]", "driver", "--resume"))).isZero();
    assertThat(fixture.table("driver")).isEqualTo(table);

    for (String name : List.of("one", "executors", "driver")) {
      assertThat(sha256(name)).as(name).isEqualTo(sha256("whole"));
      assertThat(directory.resolve(name + ".incomplete")).doesNotExist();
    }
  }
}
