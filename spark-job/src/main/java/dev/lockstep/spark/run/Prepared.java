package dev.lockstep.spark.run;

import dev.lockstep.nn.Network;
import dev.lockstep.spark.exchange.Computation;
import dev.lockstep.spark.table.pack.LoadedData;
import dev.lockstep.train.TrainingPlan;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything of a training that is fixed once the tables are loaded.
 *
 * @param doubts what of the configuration is perhaps not meant so
 */
record Prepared(LoadedData data, Planned planned, List<String> doubts) {
  /** What is to be trained and how, as soon as the first pass over the tables is done. */
  record Planned(Learning learning, Computation task, TrainingPlan plan) {}

  Network network() {
    return planned.task().network();
  }

  TrainingPlan plan() {
    return planned.plan();
  }

  /** The same training up to that step. */
  Prepared first(long steps) {
    Planned some = new Planned(planned.learning(), planned.task(), plan().first(steps));
    return new Prepared(data, some, doubts);
  }

  /** What somebody should look at before it is trained on. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>(data.found().warnings());
    warnings.addAll(data.findings().warnings());
    warnings.addAll(doubts);
    warnings.addAll(TrainingWarnings.of(plan()));
    return warnings;
  }
}
