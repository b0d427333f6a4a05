package dev.lockstep.train;

import dev.lockstep.metric.MetricReport;
import java.io.Serializable;
import java.nio.DoubleBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What is decided on a training's way, at the end of each epoch: whether it goes on, and how. It is
 * a rule without memory of its own: what it remembers lies in the {@link TrainingState}, so that a
 * training that is resumed decides as one that never stopped.
 */
public interface Policy extends Serializable {
  /** Lets every training go its way. */
  Policy NONE =
      new Policy() {
        @Override
        public int remembered() {
          return 0;
        }

        @Override
        public Decision decide(
            @Nullable MetricReport evaluation, TrainingState state, DoubleBuffer memory) {
          return Decision.GO_ON;
        }
      };

  /** How many numbers it remembers; they are 0 before the first step. */
  int remembered();

  /** Whether it ever decides that parameters are the best so far. */
  default boolean keepsBest() {
    return false;
  }

  /**
   * At the end of an epoch, or of the last, shorter one.
   *
   * @param evaluation of the dev split, if one was due
   * @param state after the epoch's last step, not to be modified
   * @param memory as many numbers as it remembers, by absolute index: what it put there the last
   *     time
   */
  Decision decide(@Nullable MetricReport evaluation, TrainingState state, DoubleBuffer memory);

  /**
   * What is to be done.
   *
   * @param stop whether the training ends here
   * @param learningRateFactor what the schedule's learning rates are multiplied by from here on
   * @param best whether these parameters are the best so far, and are to be kept as such
   */
  record Decision(boolean stop, double learningRateFactor, boolean best) {
    /** Nothing changes a schedule that was never changed. */
    public static final Decision GO_ON = new Decision(false, 1, false);

    public Decision {
      if (!(learningRateFactor > 0 && Double.isFinite(learningRateFactor))) {
        throw new IllegalArgumentException(
            "the factor of the learning rate must be positive, not " + learningRateFactor);
      }
    }

    /** What is to be done if both are. */
    Decision and(Decision other) {
      return new Decision(
          stop || other.stop, learningRateFactor * other.learningRateFactor, best || other.best);
    }
  }
}
