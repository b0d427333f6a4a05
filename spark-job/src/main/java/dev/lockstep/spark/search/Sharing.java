package dev.lockstep.spark.search;

import dev.lockstep.metric.Measure;
import dev.lockstep.spark.cluster.Cores;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.memory.Layout;
import dev.lockstep.spark.run.job.PlannedTraining;
import dev.lockstep.spark.run.job.SharedTables;
import dev.lockstep.spark.search.caviar.Caviar;
import dev.lockstep.spark.search.config.Mode;
import dev.lockstep.spark.search.config.SearchConfig;
import dev.lockstep.spark.search.report.Found.ModeChoice;
import dev.lockstep.spark.search.trial.Panda;
import dev.lockstep.spark.search.trial.TrialMemory;
import dev.lockstep.spark.search.trial.TrialRunner;
import dev.lockstep.spark.search.trial.TrialWork;
import dev.lockstep.spark.words.Counted;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * How trials share the cluster.
 *
 * @param memory that a trial has in a task; empty where it has that of the whole cluster
 */
record Sharing(TrialRunner runner, Optional<TrialMemory> memory, ModeChoice choice)
    implements AutoCloseable {
  /**
   * As the configuration asks, or arithmetic decides: many at once, if the shards and a trial like
   * the base fit in the memory of an executor, and there are enough trials to keep half of the
   * slots busy.
   *
   * @throws ConfigException if many at once are asked for, and do not fit
   */
  static Sharing of(
      SparkSession spark,
      SearchConfig config,
      SharedTables tables,
      PlannedTraining planned,
      Measure objective) {
    TrialMemory memory = TrialMemory.of(Layout.of(spark.sparkContext()), tables);
    TrialWork work = TrialWork.of(0, 0, planned, planned.plan().steps(), objective);
    int slots = Math.max(1, Cores.tasks(spark.sparkContext()));
    int trials = config.budget().trialsOf(0);
    boolean fits = memory.obstacle(work).isEmpty();
    String why =
        String.format(
            Locale.ROOT,
            "%s in a round for %s at once; %s",
            Counted.of(trials, "trial"),
            Counted.of(slots, "task"),
            memory.describe(work));
    if (config.mode() == Mode.CAVIAR && !fits) {
      throw ConfigException.of(
          "mode: found caviar, but %s; allowed: panda, auto, or more --executor-memory", why);
    }
    boolean many =
        config.mode() == Mode.CAVIAR || (config.mode() == Mode.AUTO && fits && 2 * trials >= slots);
    return many
        ? new Sharing(
            new Caviar(spark.sparkContext(), tables.splits()),
            Optional.of(memory),
            new ModeChoice(Mode.CAVIAR.toString(), why))
        : new Sharing(
            new Panda(spark.sparkContext()),
            Optional.empty(),
            new ModeChoice(Mode.PANDA.toString(), why));
  }

  @Override
  public void close() {
    runner.close();
  }
}
