package dev.lockstep.spark.search;

import dev.lockstep.metric.Measure;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.Network;
import dev.lockstep.spark.run.PlannedTraining;
import dev.lockstep.spark.run.SharedTables;
import dev.lockstep.spark.search.optimism.Finalist;
import dev.lockstep.spark.search.optimism.Optimism;
import dev.lockstep.spark.search.optimism.Optimism.Question;
import dev.lockstep.spark.search.trial.TrialRow;
import dev.lockstep.spark.search.trial.TrialRun;
import dev.lockstep.spark.search.trial.TrialStore;
import dev.lockstep.spark.table.pack.ShardedDataset;
import dev.lockstep.train.Split;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The trials that were trained to their end, with what they came to.
 *
 * @param planned what evaluations compute
 */
record Finalists(SharedTables tables, TrialStore store, MetricSet planned) {
  private static final int MOST = 20;

  /**
   * How much the choice among the best of them flatters; empty if that cannot be told.
   *
   * @param finished the winner first
   */
  Optional<Optimism> optimism(
      JavaSparkContext spark, List<TrialRow> finished, Measure objective, long seed)
      throws IOException {
    if (finished.size() < 2) {
      return Optional.empty(); // Nobody was chosen.
    }
    List<Finalist> finalists = new ArrayList<>();
    for (TrialRow row : finished.subList(0, Math.min(MOST, finished.size()))) {
      Optional<Finalist> finalist = finalist(row);
      if (finalist.isEmpty()) {
        return Optional.empty();
      }
      finalists.add(finalist.get());
    }
    ShardedDataset dev = Objects.requireNonNull(tables.splits().get(Split.DEV));
    double figure = Objects.requireNonNull(finished.get(0).result().objective());
    Question question = new Question(objective, tables.task(), planned, seed);
    return Optimism.of(spark, dev, finalists, figure, question);
  }

  private Optional<Finalist> finalist(TrialRow row) throws IOException {
    PlannedTraining training = tables.plan(row.trial().config());
    Network network = training.task().network();
    return store
        .left(row.trial().number(), row.result().rung())
        .map(left -> TrialRun.read(training.plan(), network, left.state()).kept())
        .map(kept -> new Finalist(row.trial().number(), network, kept));
  }
}
