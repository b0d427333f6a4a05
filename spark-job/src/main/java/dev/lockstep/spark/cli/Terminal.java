package dev.lockstep.spark.cli;

import dev.lockstep.spark.output.RunDirectory;
import dev.lockstep.spark.output.RunFolder;
import dev.lockstep.spark.report.Display;
import dev.lockstep.spark.report.Progress;
import dev.lockstep.spark.report.ProgressEvents;
import dev.lockstep.spark.run.Host;
import dev.lockstep.train.TrainingPlan;
import java.util.List;

/** Runs that are started from a command line. */
record Terminal(SparkLog log) implements Host {
  @Override
  @SuppressWarnings(
      "SystemConsoleNull") // Spark runs on Java 17 and 21, where null means no terminal.
  public Display display(TrainingPlan plan) {
    return log.events()
        .<Display>map(events -> new ProgressEvents(plan, events))
        .orElseGet(() -> new Progress(plan, System.console() != null, log.terminal()));
  }

  @Override
  public List<String> cause(Throwable failure) {
    return Failure.lines(failure);
  }

  @Override
  public Scope logIn(RunDirectory run) {
    return log.stayIn(run);
  }

  @Override
  public void copyLogTo(RunFolder folder) {
    log.copyTo(folder);
  }
}
