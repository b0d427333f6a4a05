package dev.lockstep.spark.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Predicate;

/** Processes that tests start and listen to. */
public final class Processes {
  private Processes() {}

  /** Whether a command succeeds. */
  public static boolean succeeds(String... command) {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Reads what a process says up to a line; fails if it ends without. */
  public static void await(BufferedReader said, Predicate<String> line) throws IOException {
    String read = said.readLine();
    while (read != null && !line.test(read)) {
      read = said.readLine();
    }
    assertThat(read).as("the line that is awaited").isNotNull();
  }

  /** The same up to the first line of progress, when a training takes steps. */
  public static void awaitSteps(BufferedReader said) throws IOException {
    await(said, line -> line.startsWith("epoch "));
  }
}
