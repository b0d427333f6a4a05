package dev.lockstep.spark.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.cli.Outcome;
import dev.lockstep.spark.cli.RunFiles;
import dev.lockstep.spark.testing.Processes;
import dev.lockstep.spark.testing.TestNetwork;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings whose executors are on hosts with links of their own, where something fails. */
@SuppressWarnings("NullAway.Init") // JUnit sets them.
final class NetworkIT {
  private static final String PORTS = "7100-7109";
  private static final int EPOCHS = 30;

  @TempDir private static Path shared;
  private static String undisturbed;

  @TempDir private Path directory;

  private ProcessBuilder training(TestNetwork network, Path run) {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            Outcome.HOME.resolve("scripts/lockstep").toString(),
            "--master",
            network.url(),
            "--conf",
            "spark.driver.host=" + TestNetwork.masterHost(),
            "--conf",
            "spark.executor.memory=600m"));
    command.addAll(arguments(run));
    command.addAll(List.of("--set", "exchange.topology=sliced"));
    command.addAll(List.of("--set", "exchange.executor_ports=" + PORTS));
    ProcessBuilder builder = Outcome.builder(directory, network.onMaster(command));
    builder.environment().put("SPARK_LOCAL_IP", TestNetwork.masterHost());
    return builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
  }

  private static List<String> arguments(Path run) {
    return List.of(
        "train",
        Outcome.HOME.resolve("conf/quickstart.yaml").toString(),
        "--set",
        "training.epochs=" + EPOCHS,
        "--set",
        "training.shards=3",
        "--set",
        "output.path=" + run);
  }

  /** The same training in one process. */
  @BeforeAll
  static void train() throws IOException, InterruptedException {
    Path run = shared.resolve("run");
    List<String> command = new ArrayList<>();
    command.add(Outcome.HOME.resolve("scripts/lockstep").toString());
    command.addAll(List.of("--master", "local[2]"));
    command.addAll(arguments(run));
    Outcome.ofProcess(shared, command).succeeded();
    undisturbed = sha256(run);
  }

  private static String sha256(Path run) throws IOException {
    return RunFiles.report(run).path("parameters").path("sha256").asText();
  }

  @Test
  void executorsThatAFirewallPartsExchangeWithTheDriverAlone() throws Exception {
    Path run = directory.resolve("run");
    try (TestNetwork network = TestNetwork.orSkip(Outcome.HOME, directory, 3)) {
      network.part(2, 3, PORTS);
      network.part(3, 2, PORTS);
      Process process = training(network, run).start();
      List<String> said = process.errorReader().lines().toList();
      assertThat(process.waitFor()).as("%s", said).isZero();
      assertThat(said)
          .filteredOn(line -> line.contains("exchange with the driver alone"))
          .singleElement()
          .asString()
          .contains("(star): executor ", " on 10.211.0.2", " on 10.211.0.3", " cannot reach ");
    }
    assertThat(RunFiles.report(run).path("topology").asText()).isEqualTo("star");
    assertThat(sha256(run)).isEqualTo(undisturbed);
  }

  @Test
  void aLinkThatIsCutInTheMiddleCostsTimeAndNoBits() throws Exception {
    Path run = directory.resolve("run");
    try (TestNetwork network = TestNetwork.orSkip(Outcome.HOME, directory, 3)) {
      Process process = training(network, run).start();
      List<String> said;
      try (BufferedReader err = process.errorReader()) {
        Processes.awaitSteps(err);
        network.cut(3);
        said = err.lines().toList();
      }
      assertThat(process.waitFor()).as("%s", said).isZero();
      assertThat(said).anyMatch(line -> line.contains("Lost the worker"));
    }
    assertThat(sha256(run)).isEqualTo(undisturbed);
  }
}
