package dev.lockstep.spark.config;

import dev.lockstep.linalg.ExponentialAverage;
import dev.lockstep.nn.loss.Loss;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.Shuffle;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How long to train, on which mini-batches, and from where.
 *
 * @param shards empty for as many as Spark has cores
 * @param initialSchema what becomes of the columns and classes of an initial model
 * @param evaluateEvery epochs between evaluations of the dev split; 0 for none
 * @param average of the parameters over the steps, which is evaluated and saved
 */
public record TrainingConfig(
    Loss loss,
    Length length,
    BatchSize batchSize,
    OptionalInt shards,
    Shuffle shuffle,
    long seed,
    Optional<String> initialModel,
    InitialSchema initialSchema,
    Exchange exchange,
    int evaluateEvery,
    ExponentialAverage average,
    ClassesConfig classes,
    CheckpointConfig checkpoint) {
  /** How long a training is. */
  public sealed interface Length {
    /** In steps, of which an epoch has that many. */
    long steps(long stepsPerEpoch);
  }

  /** That many passes over the training split. */
  public record Epochs(int count) implements Length {
    @Override
    public long steps(long stepsPerEpoch) {
      return Math.multiplyExact(count, stepsPerEpoch);
    }
  }

  /** That many mini-batches. */
  public record Steps(long count) implements Length {
    @Override
    public long steps(long stepsPerEpoch) {
      return count;
    }
  }

  /** How the gradient sums of a step come to the driver. */
  public enum Exchange {
    /** Sessions where they can be had, otherwise jobs. */
    AUTO,
    /** Long-lived tasks that hold their shards. */
    SESSION,
    /** One Spark job for each step. */
    JOB;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The mini-batches of a training split of that many examples; throws ConfigException if none fit.
   */
  public BatchPlan batches(long examples) {
    return new BatchPlan(examples, batchSize.of(examples), shuffle, seed);
  }
}
