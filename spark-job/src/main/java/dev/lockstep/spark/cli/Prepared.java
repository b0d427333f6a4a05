package dev.lockstep.spark.cli;

import dev.lockstep.model.Model;
import dev.lockstep.nn.Network;
import dev.lockstep.spark.data.LoadedData;
import dev.lockstep.train.TrainingPlan;
import org.jspecify.annotations.Nullable;

/** Everything of a training that is fixed once the tables are loaded. */
record Prepared(
    LoadedData data,
    Learning learning,
    Network network,
    TrainingPlan plan,
    @Nullable Model initial) {}
