package dev.lockstep.spark.run;

import dev.lockstep.model.Target;
import dev.lockstep.spark.cluster.Cores;
import dev.lockstep.spark.cluster.TimeLimit;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.config.TrainingConfig.Exchange;
import dev.lockstep.spark.report.Checklist;
import dev.lockstep.spark.report.ClassBalance;
import dev.lockstep.spark.run.Prepared.Planned;
import dev.lockstep.spark.table.source.TableFiles;
import dev.lockstep.spark.table.source.Tables.Table;
import dev.lockstep.spark.table.statistics.CheckedTables;
import dev.lockstep.train.Split;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;

/** The checks of a configuration that need no training, and what they find. */
final class Validation {
  private final SparkSession spark;
  private final LockstepConfig config;
  private final Checklist list;
  private final Duration within;

  /**
   * Checks that are not made yet.
   *
   * @param within how long the rows may be looked at
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
  void run(Runnable claim) {
    list.check("output", () -> claimed(claim))
        .ifPresent(path -> list.ok("output", path + " can be written, and nobody else writes it"));
    list.check("setup", () -> new Training(spark, config)).ifPresent(this::training);
    list.end();
  }

  private String claimed(Runnable claim) {
    claim.run();
    return config.output().path();
  }

  private void training(Training training) {
    training.doubts().forEach(doubt -> list.warning("config", doubt));
    Optional<List<Table>> tables = list.check("data", training::tables);
    tables.ifPresent(opened -> list.ok("data", files(opened)));
    Optional<Optional<CheckedTables>> passed =
        tables.flatMap(opened -> list.check("rows", () -> pass(training, opened)));
    passed.ifPresent(
        ended ->
            ended.ifPresentOrElse(
                checked -> rows(training, checked),
                () -> list.warning("rows", notChecked())));
  }

  private Optional<CheckedTables> pass(Training training, List<Table> tables) {
    return TimeLimit.within(spark.sparkContext(), within, () -> training.check(tables));
  }

  private static String files(List<Table> tables) {
    TableFiles files = TableFiles.of(tables);
    String names = tables.stream().map(Table::name).collect(Collectors.joining("; "));
    return String.format(
        Locale.ROOT, "%s (%,d files of %,d bytes)", names, files.count(), files.bytes());
  }

  private String notChecked() {
    return String.format(
        Locale.ROOT,
        "the first pass over the tables did not end within %d s and was given up: values, classes, network, memory and slots are"
            + " not checked; --within gives it longer",
        within.toSeconds());
  }

  private void rows(Training training, CheckedTables tables) {
    list.ok("rows", counts(tables));
    tables.found().warnings().forEach(warning -> list.warning("rows", warning));
    if (tables.target() instanceof Target.Classification classes) {
      list.ok("classes", balance(classes, tables));
    }
    slots(tables.shards());
    list.check("network", () -> training.plan(tables))
        .ifPresent(planned -> network(training, tables, planned));
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
            "%,d features, %,d parameters; %,d steps with mini-batches of %,d",
            tables.features().width(),
            planned.task().network().parameters().trained(),
            planned.plan().steps(),
            planned.plan().batches().batchSize()));
    list.check("memory", () -> training.checkMemory(tables, planned))
        .ifPresent(figures -> list.ok("memory", figures));
  }

  /** Whether the tasks of a session can all run at once. */
  private void slots(int shards) {
    SparkContext context = spark.sparkContext();
    int slots = Cores.tasks(context);
    Exchange exchange = config.training().exchange();
    String found =
        String.format(
            Locale.ROOT, "%,d shards; Spark can run %,d tasks at once now", shards, slots);
    String cure = "; give it more cores, or lower training.shards";
    if (exchange == Exchange.JOB || shards <= slots) {
      list.ok("slots", found);
    } else if (exchange == Exchange.AUTO) {
      list.warning("slots", found + ", so that each step is a Spark job, which is slower" + cure);
    } else if (context.isLocal()) {
      list.check(
          "slots",
          () -> {
            throw ConfigException.of("%s", found + ", too few for training.exchange: session" + cure);
          });
    } else {
      list.warning("slots", found + "; unless more executors come, there is no session" + cure);
    }
  }
}
