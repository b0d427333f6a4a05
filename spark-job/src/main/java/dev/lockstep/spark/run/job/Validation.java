package dev.lockstep.spark.run.job;

import dev.lockstep.model.Target;
import dev.lockstep.spark.cluster.Cores;
import dev.lockstep.spark.cluster.TimeLimit;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.report.ClassBalance;
import dev.lockstep.spark.report.text.Checklist;
import dev.lockstep.spark.run.Host;
import dev.lockstep.spark.run.Publication;
import dev.lockstep.spark.run.Training;
import dev.lockstep.spark.run.prepare.Prepared.Planned;
import dev.lockstep.spark.table.source.TableFiles;
import dev.lockstep.spark.table.source.Tables.Table;
import dev.lockstep.spark.table.statistics.CheckedTables;
import dev.lockstep.spark.words.Counted;
import dev.lockstep.train.Split;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/** The checks of a configuration that need no training, and what they find. */
final class Validation {
  private final SparkSession spark;
  private final LockstepConfig config;
  private final Checklist list;
  private final Duration within;
  private final long start = System.nanoTime();

  /**
   * Checks that are not made yet.
   *
   * @param within how long the tables may be looked at
   */
  Validation(SparkSession spark, LockstepConfig config, Checklist list, Duration within) {
    this.spark = spark;
    this.config = config;
    this.list = list;
    this.within = within;
  }

  /**
   * Makes them; throws what the first of them throws, when all are made.
   *
   * @param claim claims the output, and gives it back
   */
  void run(Host host, Runnable claim) {
    list.check("output", () -> claimed(claim))
        .ifPresent(path -> list.ok("output", path + " can be written, and nobody else writes it"));
    Optional<Publication> publication =
        list.check("registry", () -> publication(host)).flatMap(found -> found);
    list.check("setup", () -> new Training(spark, config))
        .ifPresent(training -> training(training, publication));
    list.end();
  }

  private Optional<Publication> publication(Host host) {
    try {
      Optional<Publication> found = Publication.of(spark, config, host);
      if (found.isPresent()) {
        list.ok("registry", found.get().describe());
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String claimed(Runnable claim) {
    claim.run();
    return config.output().path();
  }

  private void training(Training training, Optional<Publication> publication) {
    Optional<List<Table>> tables = inTime("data", training::tables);
    tables.ifPresent(opened -> list.ok("data", files(opened)));
    Optional<CheckedTables> checked =
        tables.flatMap(opened -> inTime("rows", () -> training.check(opened)));
    Optional<Planned> planned = checked.flatMap(found -> rows(training, found));
    if (publication.isPresent() && planned.isPresent()) {
      list.run(
          "publish",
          () ->
              publication
                  .get()
                  .check(planned.get(), checked.get().rows(Split.TEST), tables.orElseThrow()));
    }
  }

  /** What a check gives that reads tables; empty if it fails, or takes too long. */
  private <T> Optional<T> inTime(String subject, Supplier<T> check) {
    Duration left = within.minusNanos(System.nanoTime() - start);
    Duration most = left.isNegative() ? Duration.ZERO : left;
    Optional<Optional<T>> made =
        list.check(subject, () -> TimeLimit.within(spark.sparkContext(), most, check));
    if (made.isPresent() && made.get().isEmpty()) {
      list.warning(subject, notChecked());
    }
    return made.flatMap(result -> result);
  }

  private static String files(List<Table> tables) {
    TableFiles files = TableFiles.of(tables);
    String names = tables.stream().map(Table::name).collect(Collectors.joining("; "));
    return String.format(
        Locale.ROOT,
        "%s (%s of %,d bytes)",
        names,
        Counted.of(files.count(), "file"),
        files.bytes());
  }

  private String notChecked() {
    return String.format(
        Locale.ROOT,
        "looking at the tables did not end within %d s, and was given up: rows, classes, slots, network and memory are"
            + " not checked; --within gives it longer",
        within.toSeconds());
  }

  private Optional<Planned> rows(Training training, CheckedTables tables) {
    list.ok("rows", counts(tables));
    tables.found().warnings().forEach(warning -> list.warning("rows", warning));
    training.tell(tables);
    if (tables.target() instanceof Target.Classification classes) {
      list.ok("classes", balance(classes, tables));
    }
    slots(tables.shards());
    list.run("exchange", training::checkPorts);
    Optional<Planned> plan = list.check("network", () -> training.plan(tables));
    plan.ifPresent(planned -> network(training, tables, planned));
    plan.map(training::doubts)
        .ifPresent(doubts -> doubts.forEach(doubt -> list.warning("config", doubt)));
    return plan;
  }

  private static String counts(CheckedTables tables) {
    String splits =
        tables.rows().entrySet().stream()
            .filter(split -> split.getValue() > 0)
            .map(split -> String.format(Locale.ROOT, "%,d %s", split.getValue(), split.getKey()))
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "%s; left out %,d that lack values, %,d malformed",
        splits,
        tables.found().rejectedRows(),
        tables.found().malformedRows());
  }

  private static String balance(Target.Classification classes, CheckedTables tables) {
    Map<String, List<Double>> weights = new LinkedHashMap<>();
    for (Split split : Split.values()) {
      if (tables.rows(split) > 0) {
        weights.put(split.toString(), tables.classWeights(split));
      }
    }
    List<String> names = classes.labels().values().stream().map(Object::toString).toList();
    return ClassBalance.of(String.join(", ", classes.columns()), names, weights);
  }

  private void network(Training training, CheckedTables tables, Planned planned) {
    list.ok(
        "network",
        String.format(
            Locale.ROOT,
            "%s, %s; %s with mini-batches of %,d",
            Counted.of(tables.features().width(), "feature"),
            Counted.of(planned.task().network().parameters().trained(), "parameter"),
            Counted.of(planned.plan().steps(), "step"),
            planned.plan().batches().batchSize()));
    list.check("memory", () -> training.checkMemory(tables, planned))
        .ifPresent(figures -> list.ok("memory", figures));
  }

  /** How the shards spread over what runs at once. */
  private void slots(int shards) {
    int slots = Cores.tasks(spark.sparkContext());
    if (slots == 0) {
      list.warning("slots", "Spark can run no task now, as it has no executor yet");
      return;
    }
    int used = Math.min(shards, slots);
    String found =
        String.format(
            Locale.ROOT,
            "Spark can run %s at once now; %s at most %,d in a task",
            Counted.of(slots, "task"),
            Counted.of(shards, "shard is", "shards are"),
            (shards + used - 1) / used);
    if (used < slots) {
      list.warning("slots", found + "; the others are idle, unless training.shards is larger");
    } else {
      list.ok("slots", found);
    }
  }
}
