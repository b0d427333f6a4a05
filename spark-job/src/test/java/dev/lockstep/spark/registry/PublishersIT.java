package dev.lockstep.spark.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that publish at the same time, and that are killed. */
class PublishersIT {
  private static final int PROCESSES = 4;
  private static final int KILLS = 6;

  @TempDir Path directory;

  private Registry registry() {
    return Registry.open(directory.resolve("models").toString(), "churn", new Configuration());
  }

  private String run() throws Exception {
    return RunFixture.write(directory.resolve("run"), "model");
  }

  @Test
  void ofProcessesThatPromoteAtOnceOneWinsAndAllOthersAreTold() throws Exception {
    Registry registry = registry();
    for (int i = 0; i < PROCESSES; i++) {
      registry.add(run(), Optional.empty());
    }
    List<Process> all = new ArrayList<>();
    List<BufferedReader> outputs = new ArrayList<>();
    try {
      for (int i = 1; i <= PROCESSES; i++) {
        Process process = Publishers.start(directory.resolve("models"), "once", String.valueOf(i));
        all.add(process);
        outputs.add(Publishers.output(process));
      }
      for (BufferedReader output : outputs) {
        assertThat(output.readLine()).isEqualTo("ready");
      }
      for (Process process : all) {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
      }
      List<String> told = new ArrayList<>();
      for (BufferedReader output : outputs) {
        told.add(output.readLine());
      }
      assertThat(told).containsOnlyOnce("won");
      assertThat(told.stream().filter("lost"::equals)).hasSize(PROCESSES - 1);
      assertThat(registry.current().orElseThrow().number()).isEqualTo(told.indexOf("won") + 1);
    } finally {
      all.forEach(Process::destroyForcibly);
    }
  }

  @Test
  void processesThatAreKilledLeaveWhatTheySaidTheyPromoted() throws Exception {
    Registry registry = registry();
    Random random = new Random(4);
    String run = run();
    for (int kill = 0; kill < KILLS; kill++) {
      Process process = Publishers.start(directory.resolve("models"), "forever", run);
      int before = registry.last().map(Decision::sequence).orElse(0);
      int promoted = 0;
      try (BufferedReader output = Publishers.output(process)) {
        for (int lines = 1 + random.nextInt(12); lines > 0; lines--) {
          promoted += output.readLine().equals("promoted") ? 1 : 0;
        }
        // By its handle, so that what it has written can still be read.
        process.toHandle().destroyForcibly();
        process.waitFor();
        for (Object line : output.lines().toArray()) {
          promoted += line.equals("promoted") ? 1 : 0;
        }
      }
      assertThat(registry.last().map(Decision::sequence).orElse(0))
          .isBetween(before + promoted, before + promoted + 1);
      registry.current();
      registry.versions();
    }
    int number = registry.add(run, Optional.empty()).number();
    registry.promote(number, registry.last(), "after all");
    assertThat(registry.current().orElseThrow().number()).isEqualTo(number);
  }
}
