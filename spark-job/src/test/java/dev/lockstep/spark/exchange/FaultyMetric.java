package dev.lockstep.spark.exchange;

import dev.lockstep.metric.Figure;
import dev.lockstep.metric.Metric;
import dev.lockstep.metric.Predictions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.spark.TaskContext;

/** Fails on executors: the first times it is computed, each of which leaves a file. */
record FaultyMetric(String directory, int times) implements Metric {
  private static final long serialVersionUID = 1;

  @Override
  public int size() {
    return 1;
  }

  @Override
  public void accumulate(Predictions batch, double[] state, int offset) {
    if (TaskContext.get() == null || TaskContext.get().partitionId() != 0) {
      return;
    }
    try {
      if (failures(directory) < times) {
        Files.createTempFile(Path.of(directory), "failure", "");
        throw new IllegalStateException("the disk is on fire");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How often it has failed. */
  static long failures(String directory) throws IOException {
    try (var files = Files.list(Path.of(directory))) {
      return files.count();
    }
  }

  @Override
  public void report(double[] state, int offset, Consumer<Figure> report) {}
}
