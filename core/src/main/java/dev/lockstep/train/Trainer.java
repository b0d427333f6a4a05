package dev.lockstep.train;

import dev.lockstep.metric.MetricReport;
import dev.lockstep.nn.GradientSum;
import dev.lockstep.train.Plateaus.Plateau;
import dev.lockstep.train.TrainingListener.EpochSummary;
import dev.lockstep.train.layers.ObservedStep;
import java.nio.DoubleBuffer;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * The training loop, the only one there is: local and distributed training differ in the {@link
 * GradientSource} alone. All that changes from step to step is in the {@link TrainingState}.
 */
public final class Trainer {
  private final TrainingPlan plan;
  private final GradientSource gradients;
  private final TrainingState state;
  private final StepTimes times;

  /**
   * The copy of the values that a step's gradient is asked with: were it the values themselves,
   * their cache lines would be with other cores when the optimizer writes to them.
   */
  private float[] shown;

  /** The latest values whose loss was finite, and the step that it was the loss of. */
  private float[] lastGood;

  private long lastGoodStep;

  /**
   * How many arrays as long as the parameters it takes to train as planned; while the best are
   * replaced, there are two of them.
   */
  public static int arrays(TrainingPlan plan) {
    return 2 + plan.arrays() + (plan.policy().keepsBest() ? 2 : 0);
  }

  /**
   * Trains from that state on, which it changes.
   *
   * @throws IllegalArgumentException if network, state and plan have other buffers than each other
   */
  public Trainer(TrainingPlan plan, GradientSource gradients, TrainingState state) {
    this(plan, gradients, state, new StepTimes());
  }

  /** The same, of a training that has taken that long before, to which it adds. */
  public Trainer(
      TrainingPlan plan, GradientSource gradients, TrainingState state, StepTimes times) {
    checkBuffers(plan, gradients, state);
    this.plan = plan;
    this.gradients = gradients;
    this.state = state;
    this.times = times;
    this.shown = state.values().clone();
    this.lastGood = state.values().clone();
    this.lastGoodStep = state.steps();
  }

  private static void checkBuffers(
      TrainingPlan plan, GradientSource gradients, TrainingState state) {
    int found = state.values().length - state.optimizer().size();
    int moved = plan.statistics().buffers();
    if (found != gradients.buffers() || moved != gradients.buffers()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the network has %d buffers, the state %d, and the plan moves %d of them: make both with the network",
              gradients.buffers(),
              found,
              moved));
    }
  }

  /**
   * Takes the steps of the plan that the state has not taken, unless its policy ends the training
   * before.
   *
   * @throws DivergedException if a step's loss is not finite, or the parameters after the last step
   * @throws CancellationException if the thread is interrupted; the state is that after a step
   */
  public TrainingResult train(TrainingListener listener) {
    listener.onBegin(state);
    endEpochIfOver(listener);
    while (state.steps() < plan.steps() && !state.isStopped()) {
      if (Thread.interrupted()) {
        throw new CancellationException(
            "the training was interrupted before step " + (state.steps() + 1));
      }
      take(state.steps(), listener);
      endEpochIfOver(listener);
      listener.onState(state, times);
    }
    tell(state.plateauUnderWay(), listener);
    TrainingResult result = new TrainingResult(state, times);
    listener.onEnd(result);
    return result;
  }

  private void take(long step, TrainingListener listener) {
    ObservedStep observed = listener.observes(step) ? observe(step) : null;
    long start = System.nanoTime();
    System.arraycopy(state.values(), 0, shown, 0, shown.length);
    GradientSum sum = gradients.at(shown, step);
    long summed = System.nanoTime();
    double loss = sum.isWeightless() ? passOver() : update(sum, step, observed, listener);
    long updated = System.nanoTime();
    if (!sum.isWeightless()) {
      listener.onStep(step, plan.batches().epoch(step), loss);
      tell(state.plateauJustEnded(), listener);
    }
    times.add(sum, summed - start, updated - summed, System.nanoTime() - start);
    listener.onTimes(times);
    if (observed != null && !sum.isWeightless()) {
      listener.onLayers(observed.moved(lastGood, state.values()));
    }
  }

  private ObservedStep observe(long step) {
    return new ObservedStep(step, gradients.observe(state.values(), step));
  }

  private static void tell(@Nullable Plateau plateau, TrainingListener listener) {
    if (plateau != null) {
      listener.onPlateau(plateau);
    }
  }

  /**
   * A mini-batch without weight tells nothing, and has no loss: parameters, moments and their count
   * of steps stay as they are.
   */
  private double passOver() {
    state.weightlessStepTaken();
    return Double.NaN;
  }

  /** What the layers put out for a loss that is no number often tells why. */
  private double loss(
      GradientSum sum, long step, @Nullable ObservedStep observed, TrainingListener listener) {
    double loss = sum.meanLoss() + plan.regularization().penalty(state.values(), sum.weight());
    if (!Double.isFinite(loss)) {
      if (observed != null) {
        listener.onLayers(observed.unmoved());
      }
      throw diverged(step, "loss became " + loss);
    }
    return loss;
  }

  /**
   * Divides once, by weight, and lets the optimizer move the parameters, and what the shards have
   * measured the buffers; gives the loss before that.
   */
  private double update(
      GradientSum sum, long step, @Nullable ObservedStep observed, TrainingListener listener) {
    double weight = sum.weight();
    double loss = loss(sum, step, observed, listener);
    keepShown(step);
    float[] gradient = sum.mean();
    if (observed != null) {
      observed.gradient(gradient);
    }
    plan.regularization().addGradient(state.values(), gradient, weight);
    plan.clip().apply(gradient, state.optimizer().size());
    double rate = learningRate(step);
    plan.optimizer().step(state.values(), gradient, state.optimizer(), rate);
    plan.regularization().shrink(state.values(), rate, weight);
    plan.statistics().move(state.values(), gradient);
    state.average(plan.statistics());
    state.stepTaken(loss, weight);
    return loss;
  }

  private void keepShown(long step) {
    float[] good = shown;
    shown = lastGood;
    lastGood = good;
    lastGoodStep = step;
  }

  private DivergedException diverged(long step, String what) {
    return new DivergedException(step, what, state.fallenBack(plan, lastGood, lastGoodStep));
  }

  private void endEpochIfOver(TrainingListener listener) {
    long steps = state.steps();
    boolean isLast = steps == plan.steps();
    if (state.isEpochUnderWay() && (isLast || steps % plan.batches().stepsPerEpoch() == 0)) {
      if (isLast) {
        checkFinite(steps - 1);
      }
      endEpoch(steps - 1, listener);
    }
  }

  /** No further loss would tell that the last update overflowed. */
  private void checkFinite(long step) {
    for (float value : state.values()) {
      if (!Float.isFinite(value)) {
        throw diverged(step, "parameters became " + value);
      }
    }
  }

  private void endEpoch(long step, TrainingListener listener) {
    int epoch = plan.batches().epoch(step);
    double seconds = times.totalSeconds();
    listener.onEpoch(
        new EpochSummary(epoch, step + 1, state.epochLoss(), learningRate(step), seconds));
    state.endEpoch();
    @Nullable MetricReport evaluation = null;
    boolean due = plan.evaluateEvery() > 0 && (epoch + 1) % plan.evaluateEvery() == 0;
    if (due && gradients.has(Split.DEV)) {
      evaluation = gradients.evaluate(state.averaged(), Split.DEV);
      listener.onEvaluation(Split.DEV, step + 1, evaluation);
    }
    state.follow(plan.policy().decide(evaluation, state, DoubleBuffer.wrap(state.memory())));
    if (state.isStopped()) {
      checkFinite(step);
    }
  }

  private double learningRate(long step) {
    return plan.learningRate().at(step, plan.batches().epoch(step)) * state.learningRateFactor();
  }
}
