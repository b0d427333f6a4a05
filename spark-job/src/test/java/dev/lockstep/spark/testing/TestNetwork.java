package dev.lockstep.spark.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Spark's Master on a host of its own, and Workers of one core on others, behind links that can be
 * cut: network namespaces, as scripts/network makes them, which takes root.
 */
public final class TestNetwork implements AutoCloseable {
  private static final String MASTER = "10.211.0.1";
  private static final int PORT = 7077;

  private final Path home;
  private final String script;
  private final List<Process> daemons = new ArrayList<>();

  private TestNetwork(Path home) {
    this.home = home;
    this.script = home.resolve("scripts/network").toString();
  }

  /**
   * Starts, with that many Workers; the test is left out where there can be no namespaces.
   *
   * @param home the root of the repository
   * @param directory in which Workers keep what they need
   */
  public static TestNetwork orSkip(Path home, Path directory, int workers) throws IOException {
    TestNetwork network = new TestNetwork(home);
    assumeTrue(
        Processes.succeeds(network.script, "start", String.valueOf(1 + workers)),
        "no network namespaces can be made here");
    try {
      network.startDaemons(directory, workers);
    } catch (IOException | RuntimeException | Error e) {
      network.close();
      throw e;
    }
    return network;
  }

  private void startDaemons(Path directory, int workers) throws IOException {
    BufferedReader said =
        daemon(1, "master.Master", "--host", MASTER, "--port", String.valueOf(PORT)).errorReader();
    Processes.await(said, line -> line.contains("Starting Spark master"));
    for (int host = 2; host <= 1 + workers; host++) {
      daemon(
          host,
          "worker.Worker",
          "--host",
          "10.211.0." + host,
          "--cores",
          "1",
          "--memory",
          "1g",
          "--work-dir",
          directory.resolve("worker-" + host).toString(),
          url());
    }
    for (int host = 2; host <= 1 + workers; host++) {
      Processes.await(said, line -> line.contains("Registering worker"));
    }
    daemons.forEach(TestNetwork::drain);
  }

  /** As Spark's own scripts start one, but that it tells what happens. */
  private Process daemon(int host, String name, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(script, "run", String.valueOf(host)));
    command.add(ProcessHandle.current().info().command().orElse("java"));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-Xmx200m",
            "-Dlog4j2.configurationFile=org/apache/spark/log4j2-defaults.properties",
            "-cp",
            System.getProperty("java.class.path"),
            "org.apache.spark.deploy." + name,
            "--webui-port",
            "0"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SPARK_LOCAL_IP", "10.211.0." + host);
    // Of which executors have their jars.
    builder.environment().put("SPARK_HOME", home.resolve("spark-job/target/spark-home").toString());
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    Process daemon = builder.start();
    daemons.add(daemon);
    return daemon;
  }

  /** Nobody blocks on what it still says. */
  private static void drain(Process daemon) {
    Thread drain =
        new Thread(
            () -> {
              try (BufferedReader rest = daemon.errorReader()) {
                rest.lines().forEach(line -> {});
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            "drain");
    drain.setDaemon(true);
    drain.start();
  }

  /** For spark.master. */
  public String url() {
    return "spark://" + MASTER + ":" + PORT;
  }

  /** The command that runs another on the Master's host. */
  public List<String> onMaster(List<String> command) {
    List<String> all = new ArrayList<>(List.of(script, "run", "1"));
    all.addAll(command);
    return all;
  }

  /** The address of the Master's host, and of a driver that runs there. */
  public static String masterHost() {
    return MASTER;
  }

  /** Takes a host's link down. */
  public void cut(int host) {
    assertThat(Processes.succeeds(script, "cut", String.valueOf(host))).isTrue();
  }

  /** Lets a host connect to no port of another among these. */
  public void part(int host, int other, String ports) {
    assertThat(
            Processes.succeeds(script, "part", String.valueOf(host), String.valueOf(other), ports))
        .isTrue();
  }

  @Override
  public void close() {
    assertThat(Processes.succeeds(script, "stop")).isTrue();
    daemons.forEach(Process::destroyForcibly);
  }
}
