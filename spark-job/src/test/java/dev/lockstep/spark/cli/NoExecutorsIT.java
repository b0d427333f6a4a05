package dev.lockstep.spark.cli;

import dev.lockstep.spark.testing.Processes;
import dev.lockstep.spark.testing.StandaloneCluster;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cluster without a single Worker. */
final class NoExecutorsIT {
  @TempDir private Path directory;

  @Test
  @Timeout(120)
  void whoWaitsForExecutorsIsToldSo() throws Exception {
    try (StandaloneCluster cluster = new StandaloneCluster(List.of())) {
      List<String> command =
          List.of(
              Outcome.HOME.resolve("scripts/lockstep").toString(),
              "--master",
              cluster.url(),
              "train",
              Outcome.HOME.resolve("conf/quickstart.yaml").toString(),
              "--set",
              "output.path=" + directory.resolve("run"));
      Process process =
          Outcome.builder(directory, command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (BufferedReader said = process.errorReader()) {
        Processes.await(
            said,
            line -> line.contains("Waiting for 20 s for an executor from " + cluster.url() + ": "));
        Processes.await(said, line -> line.contains("Waiting for 40 s for an executor"));
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
      }
    }
  }
}
