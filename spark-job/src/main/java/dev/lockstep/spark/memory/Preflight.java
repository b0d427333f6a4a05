package dev.lockstep.spark.memory;

import dev.lockstep.spark.config.ConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Refuses what would run out of memory, before any of that is taken. */
public final class Preflight {
  private static final Logger LOG = LoggerFactory.getLogger(Preflight.class);
  private static final long GIBIBYTE = 1L << 30;

  private final MemoryNeeds needs;
  private final Layout layout;

  public Preflight(Workload work, Layout layout) {
    this.needs = new MemoryNeeds(work, layout);
    this.layout = layout;
  }

  /**
   * Tells what is needed and what there is.
   *
   * @throws ConfigException with the figures and the setting to change, if there is too little
   */
  public String check() {
    List<String> problems = new ArrayList<>();
    List<String> figures = new ArrayList<>();
    compare(Jvm.DRIVER, needs.driver(), layout.driverHeap(), figures, problems);
    if (!layout.local()) {
      compare(Jvm.EXECUTOR, needs.executor(), layout.executorHeap(), figures, problems);
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    String summary = String.join("; ", figures);
    LOG.info("Memory: {}", summary);
    return summary;
  }

  private enum Jvm {
    DRIVER("the driver", "--driver-memory"),
    EXECUTOR("each executor", "--executor-memory");

    private final String name;
    private final String option;

    Jvm(String name, String option) {
      this.name = name;
      this.option = option;
    }
  }

  private void compare(
      Jvm process, Needs needed, long heap, List<String> figures, List<String> problems) {
    String figure =
        String.format(
            Locale.ROOT,
            "%s needs %s of a heap of %s",
            process.name,
            Needs.inUnits(needed.total()),
            Needs.inUnits(heap));
    figures.add(figure);
    if (needed.total() > heap) {
      problems.add(
          String.format(
              Locale.ROOT,
              "too little memory: %s: %s; %s, or %s",
              figure,
              needed,
              setting(process, needed.total()),
              cure(needed.largest())));
    }
  }

  private String setting(Jvm process, long needed) {
    return String.format(
        Locale.ROOT, "give it %s %dg", process.option, (needed + GIBIBYTE - 1) / GIBIBYTE);
  }

  private String cure(String largest) {
    return switch (largest) {
      case "shards", "sorting of rows" ->
          layout.local()
              ? "train on a cluster, on fewer columns, or with training.exchange: job, which reads from disk what does not fit"
              : "use more executors, fewer columns, or training.exchange: job, which reads from disk what does not fit";
      case "mini-batches" -> "lower training.batch_size";
      case "columns" -> "use fewer columns";
      case "reading of tables", "packed rows on their way" ->
          "run fewer tasks at once ("
              + (layout.local() ? "--master 'local[1]'" : "--executor-cores")
              + ")";
      default -> "make the network smaller (network.hidden)";
    };
  }
}
