package dev.lockstep.spark.run.prepare;

import dev.lockstep.nn.Network;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.exchange.Computation;
import dev.lockstep.spark.table.pack.LoadedData;
import dev.lockstep.spark.table.pack.ShardedDataset;
import dev.lockstep.spark.words.Counted;
import dev.lockstep.train.Split;
import dev.lockstep.train.TrainingPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Everything of a training that is fixed once the tables are loaded.
 *
 * @param doubts what of the configuration is perhaps not meant so
 * @param baseline what the training begins with, where that is a model
 */
public record Prepared(
    LoadedData data, Planned planned, List<String> doubts, Optional<Baseline> baseline) {
  /** What is to be trained and how, as soon as the first pass over the tables is done. */
  public record Planned(Learning learning, Computation task, TrainingPlan plan) {}

  public Network network() {
    return planned.task().network();
  }

  public TrainingPlan plan() {
    return planned.plan();
  }

  /** For the log. */
  public String describe() {
    return String.format(
        Locale.ROOT,
        "%s in %s, %s, %s, %s with mini-batches of %d",
        Counted.of(data.examples(Split.TRAIN), "example"),
        Counted.of(data.train().count(), "shard"),
        Counted.of(data.features().width(), "feature"),
        Counted.of(network().parameters().trained(), "parameter"),
        Counted.of(plan().steps(), "step"),
        plan().batches().batchSize());
  }

  /** The same training up to that step. */
  public Prepared first(long steps) {
    Planned some = new Planned(planned.learning(), planned.task(), plan().first(steps));
    return new Prepared(data, some, doubts, baseline);
  }

  /**
   * The same training on other shards, a subset of those that were loaded.
   *
   * @throws dev.lockstep.spark.config.ConfigException if they are too few for the configuration
   */
  public Prepared on(ShardedDataset train, LockstepConfig config) {
    BatchPlan batches = Images.batches(config, train.examples(), data.features());
    TrainingPlan plan = config.plan(batches, network());
    WholeParts.check(network(), plan.batches(), train.count());
    Computation task = planned.task();
    Computation other =
        new Computation(task.network(), plan.batches(), task.metrics(), task.blas());
    return new Prepared(
        data.withTrain(train), new Planned(planned.learning(), other, plan), doubts, baseline);
  }

  /** What somebody should look at before it is trained on. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>(data.found().warnings());
    warnings.addAll(data.findings().warnings());
    warnings.addAll(doubts);
    warnings.addAll(TrainingWarnings.of(plan(), baseline.isEmpty()));
    return warnings;
  }
}
