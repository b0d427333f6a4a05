package dev.lockstep.train;

import dev.lockstep.metric.MetricReport;
import dev.lockstep.train.Plateaus.Plateau;
import dev.lockstep.train.layers.LayerObservation;

/** Hears of a training's progress, on the training thread. */
public interface TrainingListener {
  /** Hears nothing. */
  TrainingListener NONE = new TrainingListener() {};

  /** A training begins, or goes on, with that state, which is not to be modified. */
  default void onBegin(TrainingState state) {}

  /** A training has ended well. */
  default void onEnd(TrainingResult result) {}

  /**
   * A step is done. Of a mini-batch without weight, which has no loss and moves nothing, nothing is
   * heard.
   *
   * @param step from 0
   * @param epoch from 0
   * @param loss mean loss of the mini-batch before the update, with the penalties of L2 and L1
   */
  default void onStep(long step, int epoch, double loss) {}

  /**
   * A step is done, also of a mini-batch without weight: where the time of all steps went, which
   * goes on to change.
   */
  default void onTimes(StepTimes times) {}

  /**
   * Whether {@link #onLayers} is to hear of a step, from 0, which costs another forward pass over
   * its mini-batch.
   */
  default boolean observes(long step) {
    return false;
  }

  /**
   * A step is done that a listener {@link #observes}, or has ended the training, as its loss is no
   * finite number, and moved nothing; not of a mini-batch without weight.
   */
  default void onLayers(LayerObservation observation) {}

  /** An epoch is done, or the last, shorter one. */
  default void onEpoch(EpochSummary epoch) {}

  /** A split has been evaluated after that many steps. */
  default void onEvaluation(Split split, long steps, MetricReport metrics) {}

  /** A plateau is over, or the training has ended on it. */
  default void onPlateau(Plateau plateau) {}

  /**
   * All that belongs to a step is done, the end of its epoch and what follows from it included: a
   * training that goes on from copies of these is this one, to the bit.
   *
   * @param state not to be modified, nor kept
   * @param times of all steps so far, not to be modified
   */
  default void onState(TrainingState state, StepTimes times) {}

  /**
   * An epoch in figures.
   *
   * @param epoch from 0
   * @param steps taken since the training began
   * @param loss mean over the epoch's steps, by weight; NaN if none of them has any
   * @param learningRate of its last step
   * @param seconds wall time of all steps since the training began
   */
  record EpochSummary(int epoch, long steps, double loss, double learningRate, double seconds) {}
}
