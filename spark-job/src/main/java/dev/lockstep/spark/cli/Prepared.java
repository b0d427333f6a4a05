package dev.lockstep.spark.cli;

import dev.lockstep.model.Model;
import dev.lockstep.nn.Network;
import dev.lockstep.spark.table.pack.LoadedData;
import dev.lockstep.train.TrainingPlan;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything of a training that is fixed once the tables are loaded.
 *
 * @param overruled what the configuration says otherwise than the initial model
 */
record Prepared(LoadedData data, Planned planned, List<String> overruled, @Nullable Model initial) {
  Network network() {
    return planned.task().network();
  }

  TrainingPlan plan() {
    return planned.plan();
  }

  /** What somebody should look at before it is trained on. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>(data.found().warnings());
    warnings.addAll(overruled);
    warnings.addAll(TrainingWarnings.of(plan()));
    return warnings;
  }
}
