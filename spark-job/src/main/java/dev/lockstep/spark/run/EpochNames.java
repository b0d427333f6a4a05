package dev.lockstep.spark.run;

import dev.lockstep.spark.cluster.JobName;
import dev.lockstep.train.TrainingListener;
import dev.lockstep.train.TrainingPlan;
import dev.lockstep.train.TrainingState;
import java.util.Locale;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;

/**
 * Calls the Spark jobs of a training by the epoch that they are of. A session is one job to its
 * end, and Spark has no other name for a job that runs: it tells the epochs that it may take.
 */
final class EpochNames implements TrainingListener {
  private final SparkContext spark;
  private final TrainingPlan plan;
  private final boolean session;

  EpochNames(SparkContext spark, TrainingPlan plan, boolean session) {
    this.spark = spark;
    this.plan = plan;
    this.session = session;
  }

  /** Works under the name of the epoch that follows after that many steps. */
  <T> T during(long steps, Supplier<T> work) {
    int epoch = Math.min(plan.batches().epoch(steps), plan.epochs() - 1);
    return JobName.during(spark, name(epoch), work);
  }

  @Override
  public void onBegin(TrainingState state) {
    goOn(plan.batches().epoch(state.steps()));
  }

  @Override
  public void onEpoch(EpochSummary epoch) {
    goOn(epoch.epoch() + 1);
  }

  private void goOn(int epoch) {
    if (epoch < plan.epochs()) {
      JobName.goOnAs(spark, name(epoch));
    }
  }

  private String name(int epoch) {
    int number = epoch + 1;
    if (!session) {
      return String.format(Locale.ROOT, "epoch %d of %d: steps", number, plan.epochs());
    }
    return number == plan.epochs()
        ? String.format(Locale.ROOT, "epoch %d of %d: session", number, number)
        : String.format(Locale.ROOT, "epochs %d to %d: session", number, plan.epochs());
  }
}
