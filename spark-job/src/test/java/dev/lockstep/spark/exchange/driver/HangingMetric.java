package dev.lockstep.spark.exchange.driver;

import dev.lockstep.metric.Figure;
import dev.lockstep.metric.Metric;
import dev.lockstep.metric.Predictions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;

/**
 * Hangs for ever, interrupted or not, in the first executor that computes it after a trap was set:
 * the trap is a file, and whoever removes it is caught, and leaves another that names it.
 */
record HangingMetric(String directory) implements Metric {
  private static final long serialVersionUID = 1;
  private static final String TRAP = "trap";
  private static final String CAUGHT = "caught";

  @Override
  public int size() {
    return 1;
  }

  /** Somebody is to hang. */
  void setTrap() {
    try {
      Files.createFile(file(TRAP));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file(String name) {
    return Path.of(directory, name);
  }

  @Override
  public void accumulate(Predictions batch, double[] state, int offset) {
    if (TaskContext.get() == null) {
      return;
    }
    try {
      if (Files.deleteIfExists(file(TRAP))) {
        Files.writeString(file(CAUGHT), SparkEnv.get().executorId());
        hang();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void hang() {
    while (true) {
      LockSupport.park();
      Thread.interrupted(); // Else it would not park any more.
    }
  }

  /** The executor that hangs. */
  String caught() throws IOException {
    return Files.readString(file(CAUGHT));
  }

  @Override
  public void report(double[] state, int offset, Consumer<Figure> report) {}
}
