package dev.lockstep.spark.run.job;

import dev.lockstep.spark.checkpoint.Checkpoints;
import dev.lockstep.spark.checkpoint.Checkpoints.Stored;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.exchange.Computation;
import dev.lockstep.spark.output.RunDirectory;
import dev.lockstep.spark.report.RunReport;
import dev.lockstep.spark.report.text.Summary;
import dev.lockstep.spark.run.Host;
import dev.lockstep.spark.run.Start;
import dev.lockstep.spark.run.Training;
import dev.lockstep.spark.run.directory.LivePage;
import dev.lockstep.spark.run.directory.Resume;
import dev.lockstep.spark.run.directory.Resumption;
import dev.lockstep.spark.run.directory.RunSteps;
import dev.lockstep.spark.run.facts.RunFacts;
import dev.lockstep.spark.run.prepare.Prepared;
import dev.lockstep.spark.table.statistics.CheckedTables;
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.TrainingListener;
import dev.lockstep.train.TrainingPlan;
import dev.lockstep.train.TrainingState;
import java.io.IOException;
import java.util.Optional;

/** A training on {@link SharedTables}, which can be taken in parts, wherever and by whomever. */
public final class PlannedTraining {
  private final LockstepConfig config;
  private final Training training;
  private final CheckedTables checked;
  private final Prepared prepared;

  PlannedTraining(
      LockstepConfig config, Training training, CheckedTables checked, Prepared prepared) {
    this.checked = checked;
    this.config = config;
    this.training = training;
    this.prepared = prepared;
  }

  /** What is computed in a step. */
  public Computation task() {
    return prepared.planned().task();
  }

  /** All of its steps. */
  public TrainingPlan plan() {
    return prepared.plan();
  }

  /** Throws ConfigException if there is too little memory for it, distributed over the cluster. */
  public void checkMemory() {
    training.checkMemory(checked, prepared.planned());
  }

  /** Before the first step. */
  public TrainingState initialState() {
    return training.initialState(prepared);
  }

  /** The exchange that the configuration asks for, of a training that has taken so many steps. */
  public GradientSource open(long steps) {
    return training.open(prepared, steps);
  }

  /** Takes the steps up to that one which the state, which changes, has not taken. */
  public void train(
      GradientSource gradients, TrainingState state, long until, TrainingListener listener) {
    training.train(prepared.first(until), gradients, Start.of(state), listener);
  }

  /**
   * Trains from the first step, or the newest checkpoint, to a run directory, which may hold other
   * files already; measures all splits, and publishes the directory.
   *
   * @param resume whether to go on from a checkpoint
   */
  public Summary run(RunDirectory run, Host host, Resume resume) throws IOException {
    Checkpoints checkpoints = new Checkpoints(run.folder().checkpoints());
    Optional<Stored> newest = Resumption.newest(checkpoints, resume);
    Optional<Resumption> from = newest.map(stored -> Resumption.of(stored, config, resume));
    try (GradientSource gradients = open(from.map(Resumption::step).orElse(0L));
        LivePage page = new LivePage(run)) {
      RunFacts facts = training.facts(prepared, gradients);
      RunReport report = new RunSteps(training, facts, host, page, from).finish(run, checkpoints);
      return page.summary(report);
    }
  }

  @Override
  public String toString() {
    return prepared.describe();
  }
}
