package dev.lockstep.spark.run;

import dev.lockstep.spark.failure.FirstCause;
import dev.lockstep.spark.output.RunDirectory;
import dev.lockstep.spark.output.RunFolder;
import dev.lockstep.spark.report.progress.Display;
import dev.lockstep.train.TrainingPlan;
import java.util.List;

/** Whoever started a run: shows how it goes, and knows of the process what a run does not. */
public interface Host {
  /** Shows nothing and logs nothing of its own. */
  Host NONE = new Host() {};

  /** What lasts until it is closed. */
  interface Scope extends AutoCloseable {
    @Override
    void close();
  }

  /** The steps of a run, which ends between two of them if it is told to. */
  interface Steps extends Scope {
    /** Whether it is told to. */
    boolean isEnding();
  }

  /** Steps are taken until that is closed. */
  default Steps steps() {
    return new Steps() {
      @Override
      public boolean isEnding() {
        return false;
      }

      @Override
      public void close() {}
    };
  }

  /** What somebody must do to go on with the run if it does not come to its end. */
  default String resumeCommand() {
    return "the same run again, resumed";
  }

  /** What shows a training of that plan, and is closed when that has ended. */
  default Display display(TrainingPlan plan) {
    return () -> {};
  }

  /** What went wrong, line by line, the first cause first. */
  default List<String> cause(Throwable failure) {
    return FirstCause.of(failure).lines().toList();
  }

  /** Keeps a log in a run directory meanwhile. */
  default Scope logIn(RunDirectory run) {
    return () -> {};
  }

  /** Puts a copy of the log into a run's folder, unless it lies there. */
  default void copyLogTo(RunFolder folder) {}
}
