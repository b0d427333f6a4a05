package dev.lockstep.spark.cli;

import dev.lockstep.spark.exchange.Computation;
import dev.lockstep.train.TrainingPlan;

/** What is to be trained and how, as soon as the first pass over the tables is done. */
record Planned(Learning learning, Computation task, TrainingPlan plan) {}
