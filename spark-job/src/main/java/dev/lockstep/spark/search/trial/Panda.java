package dev.lockstep.spark.search.trial;

import dev.lockstep.spark.cluster.JobName;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.failure.FirstCause;
import dev.lockstep.spark.search.trial.TrialResult.Ending;
import dev.lockstep.spark.search.trial.TrialRun.Left;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.train.GradientSource;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One trial after the other, each distributed over the cluster as any training is. */
public final class Panda implements TrialRunner {
  /** What Spark calls the job that tells whether there is a cluster. */
  public static final String PROBE = "look whether executors answer";

  private static final Logger LOG = LoggerFactory.getLogger(Panda.class);

  private final JavaSparkContext spark;

  public Panda(SparkContext spark) {
    this.spark = new JavaSparkContext(spark);
  }

  @Override
  public void run(List<Assignment> assignments, Consumer<Left> done) {
    for (Assignment assignment : assignments) {
      done.accept(run(assignment));
    }
  }

  private Left run(Assignment assignment) {
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
    } catch (CancellationException | BadDataException e) {
      throw e;
    } catch (Exception | OutOfMemoryError e) { // Spark declares none of its own.
      if (!computes()) {
        throw e;
      }
      return failed(work, FirstCause.of(e));
    }
  }

  /** Whether the cluster is there, for the next trial: it takes no memory and no table. */
  private boolean computes() {
    try {
      return JobName.ofInterruptible(
          spark.sc(), PROBE, () -> spark.sc().range(0, 1, 1, 1).count() == 1);
    } catch (CancellationException e) {
      throw e;
    } catch (Exception e) {
      LOG.debug("Spark does not answer", e);
      return false;
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
