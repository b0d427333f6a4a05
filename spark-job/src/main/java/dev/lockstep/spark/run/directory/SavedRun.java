package dev.lockstep.spark.run.directory;

import dev.lockstep.metric.Measure;
import dev.lockstep.spark.checkpoint.CheckpointedRun;
import dev.lockstep.spark.checkpoint.Course;
import dev.lockstep.spark.checkpoint.Origin;
import dev.lockstep.spark.report.progress.MetricsLog;
import dev.lockstep.spark.run.Host;
import dev.lockstep.spark.run.facts.RunFacts;
import dev.lockstep.train.EarlyStopping;
import dev.lockstep.train.StepTimes;
import dev.lockstep.train.TrainingPlan;
import org.jspecify.annotations.Nullable;

/** A run while it takes steps, as its checkpoints see it. */
final class SavedRun implements CheckpointedRun, AutoCloseable {
  private final RunFacts facts;
  private final Origin origin;
  private final MetricsLog log;
  private final RunStatus status;
  private final Host.Steps steps;

  /** From now on it ends between two steps, if it is told to. */
  SavedRun(RunFacts facts, Origin origin, MetricsLog log, RunStatus status, Host host) {
    this.facts = facts;
    this.origin = origin;
    this.log = log;
    this.status = status;
    this.steps = host.steps();
  }

  @Override
  public Origin origin() {
    return origin;
  }

  @Override
  public TrainingPlan plan() {
    return facts.prepared().plan();
  }

  @Override
  public Measure measure() {
    return facts
        .config()
        .policies()
        .earlyStopping()
        .map(EarlyStopping::measure)
        .orElse(Measure.LOSS);
  }

  @Override
  public Course course(StepTimes times, @Nullable Double best) {
    return new Course(
        times.sums(), best, facts.layers().found(), facts.lastLayers(), facts.insisted());
  }

  @Override
  public byte[] metrics() {
    return log.lines();
  }

  @Override
  public void written(long step, String path) {
    status.saved(step, path);
  }

  @Override
  public boolean isEnding() {
    return steps.isEnding();
  }

  /** There are no more steps: who was told to end does so at once. */
  @Override
  public void close() {
    steps.close();
  }
}
