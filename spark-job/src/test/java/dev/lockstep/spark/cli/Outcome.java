package dev.lockstep.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a command leaves: its exit code, and what it said on each stream. */
public record Outcome(int code, String out, String err) {
  /** The root of the repository, which has scripts/ and conf/. */
  public static final Path HOME =
      Path.of(Objects.requireNonNull(System.getProperty("lockstep.home")));

  static {
    // The first start in a fresh clone has more to do, and to say, than any other.
    try {
      if (!Files.isDirectory(HOME.resolve("spark-job/target/spark-home"))) {
        ofScript(HOME, "--master", "local[1]", "validate", "conf/quickstart.yaml").succeeded();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while Lockstep was started once", e);
    }
  }

  /** Runs a command in this JVM; closes any Spark session there is. */
  static Outcome ofRun(String... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    try (PrintStream newOut = new PrintStream(outBytes, true, StandardCharsets.UTF_8);
        PrintStream newErr = new PrintStream(errBytes, true, StandardCharsets.UTF_8)) {
      System.setOut(newOut);
      System.setErr(newErr);
      int code = Main.run(arguments);
      return new Outcome(
          code,
          outBytes.toString(StandardCharsets.UTF_8),
          errBytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  /** Runs scripts/lockstep as a process of its own, in that directory. */
  static Outcome ofScript(Path directory, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(HOME.resolve("scripts/lockstep").toString());
    command.addAll(List.of(arguments));
    return ofProcess(directory, command);
  }

  /** Runs a process in that directory. */
  public static Outcome ofProcess(Path directory, List<String> command)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("lockstep", ".out");
    Path err = Files.createTempFile("lockstep", ".err");
    try {
      int code =
          builder(directory, command)
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start()
              .waitFor();
      return new Outcome(code, Files.readString(out), Files.readString(err));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  /** A process in that directory, with the environment of a shell that knows nothing of Spark. */
  public static ProcessBuilder builder(Path directory, List<String> command) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectInput(new File("/dev/null"));
    Map<String, String> environment = builder.environment();
    environment.remove("SPARK_HOME");
    environment.remove("SPARK_CONF_DIR");
    environment.put("LOCKSTEP_NO_BUILD", "1");
    // A process ends before code that is optimized further would pay for that.
    environment.merge("SPARK_SUBMIT_OPTS", "-XX:TieredStopAtLevel=1", (set, ours) -> set);
    return builder;
  }

  /** Checks that the command was done. */
  public Outcome succeeded() {
    assertThat(code).as("stderr: %s", err).isZero();
    return this;
  }

  /** Checks the exit code, and that the message is for people: no stack trace, no class names. */
  Outcome failed(int expected) {
    assertThat(code).as("stderr: %s", err).isEqualTo(expected);
    assertThat(err).contains("error: ").doesNotContain("\tat ").doesNotContain("Exception");
    return this;
  }
}
