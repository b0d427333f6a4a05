package dev.lockstep.spark.bench;

import dev.lockstep.bench.Arguments;
import dev.lockstep.metric.MetricReport;
import dev.lockstep.spark.config.file.ConfigFile;
import dev.lockstep.spark.run.Training;
import dev.lockstep.train.Split;
import dev.lockstep.train.TrainingListener;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What each technique does to what is learned: a figure without and with it, for some seeds. */
public final class Accuracy {
  private final SparkSession spark;
  private final long seeds;
  private final ExecutorService threads;
  private final Map<SmallTable, Map<Split, Dataset<Row>>> tables = new EnumMap<>(SmallTable.class);
  private final Map<Run, Future<Map<Split, MetricReport>>> runs = new HashMap<>();

  /** One training; many techniques share those without them. */
  private record Run(SmallTable table, List<String> overrides) {}

  private Accuracy(SparkSession spark, long seeds, ExecutorService threads) {
    this.spark = spark;
    this.seeds = seeds;
    this.threads = threads;
  }

  /** Prints a table for a page. Only: techniques with this in their names; at_once: trainings. */
  public static void main(String[] args) throws Exception {
    Arguments arguments = Arguments.parse("seeds=3 at_once=2 only=", args);
    int atOnce = arguments.integer("at_once");
    ExecutorService threads = Executors.newFixedThreadPool(atOnce);
    // A training has one shard, and so needs one core.
    try (SparkSession spark = LocalSpark.startLockstep("local[" + atOnce + "]")) {
      List<Technique> asked =
          Technique.all().stream()
              .filter(technique -> technique.name().contains(arguments.text("only")))
              .filter(Accuracy::isThere)
              .toList();
      Accuracy accuracy = new Accuracy(spark, arguments.integer("seeds"), threads);
      asked.forEach(accuracy::start);
      System.out.println("| technique | table | figure | without | with |\n|---|---|---|---|---|");
      for (Technique technique : asked) {
        System.out.println(accuracy.line(technique));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static boolean isThere(Technique technique) {
    boolean there = technique.table().isThere();
    if (!there) {
      System.err.printf(
          Locale.ROOT,
          "left out, without the table of %s: %s%n",
          technique.table().recipe(),
          technique.name());
    }
    return there;
  }

  private void start(Technique technique) {
    tables.computeIfAbsent(technique.table(), table -> table.splits(spark));
    Stream.of(technique.without(), technique.both())
        .flatMap(overrides -> runs(technique, overrides))
        .forEach(run -> runs.computeIfAbsent(run, key -> threads.submit(() -> train(key))));
  }

  private Stream<Run> runs(Technique technique, List<String> overrides) {
    SmallTable table = technique.table();
    return LongStream.rangeClosed(1, seeds)
        .mapToObj(
            seed ->
                new Run(
                    table,
                    Stream.of(
                            table.plain(),
                            overrides,
                            List.of("training.shards=1", "training.seed=" + seed))
                        .flatMap(List::stream)
                        .toList()));
  }

  private Map<Split, MetricReport> train(Run run) {
    Map<Split, MetricReport> metrics =
        new Training(spark, ConfigFile.load(run.table().recipe(), run.overrides()))
            .run(Objects.requireNonNull(tables.get(run.table())), TrainingListener.NONE)
            .metrics();
    System.err.printf(Locale.ROOT, "%s: dev %s%n", run, metrics.get(Split.DEV));
    return metrics;
  }

  private String line(Technique technique) throws Exception {
    return String.format(
        Locale.ROOT,
        "| %s: `%s` | %s | %s %s | %s | %s |",
        technique.name(),
        String.join(" ", technique.with()),
        technique.table(),
        technique.split(),
        technique.figure(),
        figures(technique, technique.without()),
        figures(technique, technique.both()));
  }

  /** The mean, and the figure of each seed. */
  private String figures(Technique technique, List<String> overrides) throws Exception {
    List<Double> each = new ArrayList<>();
    for (Run run : runs(technique, overrides).toList()) {
      Map<Split, MetricReport> trained = Objects.requireNonNull(runs.get(run)).get();
      each.add(technique.figureOf(Objects.requireNonNull(trained.get(technique.split()))));
    }
    double mean = each.stream().mapToDouble(value -> value).average().orElseThrow();
    return each.stream()
        .map(technique::shown)
        .collect(Collectors.joining(", ", technique.shown(mean) + " (", ")"));
  }
}
