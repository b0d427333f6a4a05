package dev.lockstep.spark.search.trial;

import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.failure.FirstCause;
import dev.lockstep.spark.search.trial.TrialResult.Ending;
import dev.lockstep.spark.search.trial.TrialRun.Left;
import dev.lockstep.train.GradientSource;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/** One trial after the other, each distributed over the cluster as any training is. */
public final class Panda implements TrialRunner {
  @Override
  public void run(List<Assignment> assignments, Consumer<Left> done) {
    for (Assignment assignment : assignments) {
      done.accept(run(assignment));
    }
  }

  private static Left run(Assignment assignment) {
    TrialWork work = assignment.work();
    try {
      assignment.training().checkMemory();
    } catch (ConfigException e) {
      return failed(work, String.valueOf(e.getMessage()));
    }
    try (GradientSource gradients = assignment.training().open(assignment.steps())) {
      return TrialRun.of(
          work,
          assignment.state(),
          gradients,
          (state, listener) ->
              assignment.training().train(gradients, state, work.until(), listener));
    } catch (CancellationException e) {
      throw e;
    } catch (IllegalArgumentException | OutOfMemoryError e) {
      return failed(work, FirstCause.of(e));
    }
  }

  private static Left failed(TrialWork work, String cause) {
    return new Left(TrialResult.bad(work, Ending.FAILED, cause), new byte[0]);
  }

  @Override
  public int slots() {
    return 1;
  }

  @Override
  public void close() {}
}
