package dev.lockstep.spark.search;

import dev.lockstep.metric.Measure;
import dev.lockstep.nn.Network;
import dev.lockstep.spark.run.job.PlannedTraining;
import dev.lockstep.spark.run.job.SharedTables;
import dev.lockstep.spark.search.optimism.DevBootstrap;
import dev.lockstep.spark.search.optimism.DevBootstrap.Question;
import dev.lockstep.spark.search.optimism.Finalist;
import dev.lockstep.spark.search.optimism.Margin;
import dev.lockstep.spark.search.report.Standing;
import dev.lockstep.spark.search.trial.Trial;
import dev.lockstep.spark.search.trial.TrialResult;
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
 * @param base the configuration that all trials share, as it stands
 */
record Finalists(SharedTables tables, TrialStore store, PlannedTraining base, Measure objective) {
  private static final int MOST = 20;

  /**
   * What their figures owe to chance, and by how much the winner is better than the base.
   *
   * @param finished the winner first
   * @param ofBase what came of the configuration as it stands
   */
  Standing standing(
      JavaSparkContext spark, List<TrialRow> finished, Optional<TrialResult> ofBase, long seed)
      throws IOException {
    List<TrialRow> best = finished.subList(0, Math.min(MOST, finished.size()));
    double figure = figure(best.get(0).result()).orElseThrow();
    Optional<Double> amount =
        ofBase.flatMap(Finalists::figure).map(other -> objective.gain(figure, other));
    Optional<DevBootstrap> drawn = drawn(spark, best, amount.isPresent(), seed);
    return new Standing(
        ofBase,
        amount.map(
            gain ->
                drawn
                    .map(found -> found.margin(0, best.size(), gain))
                    .orElseGet(() -> Margin.plain(gain))),
        drawn
            .filter(found -> best.size() > 1) // Otherwise nobody was chosen.
            .map(found -> found.optimism(best.size(), figure)));
  }

  private static Optional<Double> figure(TrialResult result) {
    return Optional.ofNullable(result.objective());
  }

  /** The base comes last; empty if there is nothing to compare, or a state is damaged. */
  private Optional<DevBootstrap> drawn(
      JavaSparkContext spark, List<TrialRow> best, boolean andBase, long seed) throws IOException {
    List<Optional<Finalist>> all = new ArrayList<>();
    for (TrialRow row : best) {
      PlannedTraining training = tables.plan(row.trial().config());
      all.add(finalist(row.trial().number(), row.result().rung(), training));
    }
    if (andBase) {
      all.add(finalist(Trial.BASE, 0, base));
    }
    if (all.size() < 2 || all.stream().anyMatch(Optional::isEmpty)) {
      return Optional.empty();
    }
    ShardedDataset dev = Objects.requireNonNull(tables.splits().get(Split.DEV));
    Question question = new Question(objective, tables.task(), base.task().metrics(), seed);
    return DevBootstrap.of(spark, dev, all.stream().flatMap(Optional::stream).toList(), question);
  }

  private Optional<Finalist> finalist(int trial, int rung, PlannedTraining training)
      throws IOException {
    Network network = training.task().network();
    return store
        .left(trial, rung)
        .map(left -> TrialRun.read(training.plan(), network, left.state()).kept())
        .map(kept -> new Finalist(trial, network, kept));
  }
}
