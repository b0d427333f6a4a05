package dev.lockstep.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.cli.terminal.Failure;
import dev.lockstep.spark.testing.Processes;
import dev.lockstep.spark.testing.StandaloneCluster;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clusters that are not there, or have not a single Worker. */
final class NoExecutorsIT {
  @TempDir private Path directory;

  private Outcome validate(String master) throws IOException, InterruptedException {
    return Outcome.ofScript(
        directory,
        "--master",
        master,
        "validate",
        Outcome.HOME.resolve("conf/quickstart.yaml").toString());
  }

  /** Spark tries for a minute. */
  @Test
  void aMasterThatDoesNotAnswerIsNamed() throws Exception {
    String nobody;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = "spark://127.0.0.1:" + free.getLocalPort();
    }
    Outcome outcome = validate(nobody).failed(Failure.RUNNING);
    assertThat(outcome.err())
        .contains("Waiting for 20 s for Spark to answer at " + nobody)
        .contains("error: no master answers at " + nobody + ", as --master says: ")
        .contains("failed (exit code 1): no master answers at " + nobody);
  }

  @Test
  void whatIsNoMasterIsRefused() throws Exception {
    assertThat(validate("spark://127.0.0.1").failed(Failure.USAGE).err())
        .contains("error: --master: found spark://127.0.0.1; allowed: local[N], spark://HOST:PORT");
  }

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
