package dev.lockstep.spark.cli;

import dev.lockstep.spark.exchange.JobGradients;
import dev.lockstep.train.TrainingPlan;

/** What is to be trained and how, as soon as the first pass over the tables is done. */
record Planned(Learning learning, JobGradients.Task task, TrainingPlan plan) {}
