package dev.lockstep.spark.search.caviar;

import dev.lockstep.shard.Shard;
import dev.lockstep.spark.exchange.Parcel;
import dev.lockstep.spark.failure.FirstCause;
import dev.lockstep.spark.search.trial.TrialResult;
import dev.lockstep.spark.search.trial.TrialResult.Ending;
import dev.lockstep.spark.search.trial.TrialRun;
import dev.lockstep.spark.search.trial.TrialRun.Left;
import dev.lockstep.spark.search.trial.TrialWork;
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.Split;
import dev.lockstep.train.Trainer;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.apache.spark.broadcast.Broadcast;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/**
 * Takes a rung of one trial; gives the result as JSON, and the state. Whatever fails of the trial
 * is its result; what fails of the shards is for Spark, which can build them again.
 */
final class TrialTask extends AbstractFunction1<Iterator<TrialInput>, byte[][]>
    implements Serializable {
  private static final long serialVersionUID = 1;

  private final Broadcast<Parcel<HeldShards>> held;

  TrialTask(Broadcast<Parcel<HeldShards>> held) {
    this.held = held;
  }

  @Override
  public byte[][] apply(Iterator<TrialInput> inputs) {
    TrialInput input = inputs.next();
    Map<Split, List<Shard>> shards = held.value().content().from(input.shards());
    Left left = run(input.work(), input.state().value(), shards);
    return new byte[][] {left.result().json(), left.state()};
  }

  private static Left run(TrialWork work, byte[] state, Map<Split, List<Shard>> shards) {
    try (GradientSource gradients = work.gradients(shards)) {
      return TrialRun.of(
          work,
          state,
          gradients,
          (from, listener) ->
              new Trainer(work.plan().first(work.until()), gradients, from).train(listener));
    } catch (CancellationException e) {
      throw e;
    } catch (RuntimeException | OutOfMemoryError e) {
      return new Left(TrialResult.bad(work, Ending.FAILED, FirstCause.of(e)), new byte[0]);
    }
  }
}
