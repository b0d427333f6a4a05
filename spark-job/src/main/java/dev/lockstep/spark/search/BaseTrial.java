package dev.lockstep.spark.search;

import dev.lockstep.metric.Measure;
import dev.lockstep.spark.output.RunNotWrittenException;
import dev.lockstep.spark.run.job.PlannedTraining;
import dev.lockstep.spark.search.trial.Trial;
import dev.lockstep.spark.search.trial.TrialResult;
import dev.lockstep.spark.search.trial.TrialRun;
import dev.lockstep.spark.search.trial.TrialRun.Left;
import dev.lockstep.spark.search.trial.TrialRunner;
import dev.lockstep.spark.search.trial.TrialStore;
import dev.lockstep.spark.search.trial.TrialWork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs trials, and beside the first of them the configuration that all share, as it stands, to its
 * end: what a search has gained is told against that. It is no trial, and cannot win.
 */
final class BaseTrial implements TrialRunner {
  private final TrialRunner trials;
  private final Assignment base;
  private final TrialStore store;
  private final SearchListener listener;
  private @Nullable TrialResult result;

  /**
   * Beside those of a runner.
   *
   * @param base what is to be done for it
   * @param store has the result of an earlier process, if there is one
   */
  BaseTrial(TrialRunner trials, Assignment base, TrialStore store, SearchListener listener) {
    this.trials = trials;
    this.base = base;
    this.store = store;
    this.listener = listener;
  }

  /** What is to be done for it. */
  static Assignment assignment(PlannedTraining training, Measure objective) {
    TrialWork work = TrialWork.of(Trial.BASE, 0, training, training.plan().steps(), objective);
    return new Assignment(work, training, TrialRun.write(training.initialState()), 0);
  }

  /** What came of it, once there is something. */
  Optional<TrialResult> result() {
    return Optional.ofNullable(result);
  }

  @Override
  public void run(List<Assignment> assignments, Consumer<Left> done) {
    List<Assignment> all = new ArrayList<>();
    if (result == null && !isKnown()) {
      all.add(base);
    }
    all.addAll(assignments);
    trials.run(
        all,
        left -> {
          if (left.result().trial() == Trial.BASE) {
            keep(left);
          } else {
            done.accept(left);
          }
        });
  }

  private boolean isKnown() {
    try {
      store.result(Trial.BASE, 0).ifPresent(this::tell);
      return result != null;
    } catch (IOException e) {
      throw new UncheckedIOException("what came of the configuration cannot be read", e);
    }
  }

  private void keep(Left left) {
    try {
      store.put(left);
    } catch (IOException e) {
      throw new RunNotWrittenException(e);
    }
    tell(left.result());
  }

  private void tell(TrialResult found) {
    result = found;
    listener.onBase(found);
  }

  @Override
  public int slots() {
    return trials.slots();
  }

  @Override
  public void close() {
    trials.close();
  }
}
