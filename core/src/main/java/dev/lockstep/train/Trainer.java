package dev.lockstep.train;

import dev.lockstep.nn.GradientSum;
import dev.lockstep.optim.Optimizer;
import dev.lockstep.optim.OptimizerState;
import dev.lockstep.train.TrainingListener.EpochSummary;
import java.util.concurrent.CancellationException;

/**
 * The training loop, the only one there is: local and distributed training differ in the {@link
 * GradientSource} alone. Parameters and optimizer state live here.
 */
public final class Trainer {
  private final TrainingPlan plan;
  private final GradientSource gradients;
  private final TrainingListener listener;

  private final float[] parameters;

  /**
   * The copy of the parameters that a step's gradient is asked with: were it the parameters
   * themselves, their cache lines would be with other cores when the optimizer writes to them.
   */
  private float[] shown;

  /** The latest parameters whose loss was finite. */
  private float[] lastGood;

  private final OptimizerState state;
  private final StepTimes times = new StepTimes();
  private double epochLoss;
  private double epochWeight;
  private long weightlessSteps;

  /** How many arrays as long as the parameters it takes to train with that optimizer. */
  public static int arrays(Optimizer optimizer) {
    return 3 + optimizer.moments();
  }

  /** Starts from a copy of the initial parameters, [n]. */
  public Trainer(
      TrainingPlan plan, GradientSource gradients, float[] initial, TrainingListener listener) {
    this.plan = plan;
    this.gradients = gradients;
    this.listener = listener;
    this.parameters = initial.clone();
    this.shown = initial.clone();
    this.lastGood = initial.clone();
    this.state = plan.optimizer().init(initial.length);
  }

  /**
   * Takes all steps of the plan.
   *
   * @throws DivergedException if a step's loss is not finite, or the parameters after the last step
   * @throws CancellationException if the thread is interrupted
   */
  public TrainingResult train() {
    long stepsPerEpoch = plan.batches().stepsPerEpoch();
    for (long step = 0; step < plan.steps(); step++) {
      if (Thread.interrupted()) {
        throw new CancellationException("the training was interrupted before step " + (step + 1));
      }
      take(step);
      if (step + 1 == plan.steps()) {
        checkFinite(step);
      }
      if ((step + 1) % stepsPerEpoch == 0 || step + 1 == plan.steps()) {
        endEpoch(step);
      }
    }
    return new TrainingResult(parameters, plan.steps(), weightlessSteps, times);
  }

  /** No further loss would tell that the last update overflowed. */
  private void checkFinite(long step) {
    for (float parameter : parameters) {
      if (!Float.isFinite(parameter)) {
        throw new DivergedException(step, "parameters became " + parameter, lastGood);
      }
    }
  }

  private void take(long step) {
    long start = System.nanoTime();
    System.arraycopy(parameters, 0, shown, 0, parameters.length);
    GradientSum sum = gradients.at(shown, step);
    long summed = System.nanoTime();
    long updated = sum.isWeightless() ? passOver() : update(sum, step);
    times.add(sum.computeNanos(), summed - start, updated - summed, System.nanoTime() - start);
  }

  /**
   * A mini-batch without weight tells nothing: parameters, moments and their count of steps stay as
   * they are. Returns when that was.
   */
  private long passOver() {
    weightlessSteps++;
    return System.nanoTime();
  }

  /** Takes what a mini-batch tells; returns when the parameters had moved. */
  private long update(GradientSum sum, long step) {
    double loss = moved(sum, step);
    long updated = System.nanoTime();
    epochLoss += loss * sum.weight();
    epochWeight += sum.weight();
    listener.onStep(step, plan.batches().epoch(step), loss);
    return updated;
  }

  /**
   * Divides once, by weight, and lets the optimizer move the parameters; returns the loss before
   * that.
   */
  private double moved(GradientSum sum, long step) {
    double weight = sum.weight();
    double loss = sum.meanLoss() + plan.regularization().penalty(parameters, weight);
    if (!Double.isFinite(loss)) {
      throw new DivergedException(step, "loss became " + loss, lastGood);
    }
    float[] good = shown;
    shown = lastGood;
    lastGood = good;
    float[] gradient = sum.mean();
    plan.regularization().addGradient(parameters, gradient, weight);
    plan.clip().apply(gradient);
    plan.optimizer().step(parameters, gradient, state, learningRate(step));
    return loss;
  }

  private void endEpoch(long step) {
    int epoch = plan.batches().epoch(step);
    double loss = epochWeight > 0 ? epochLoss / epochWeight : Double.NaN;
    double seconds = times.totalSeconds();
    listener.onEpoch(new EpochSummary(epoch, step + 1, loss, learningRate(step), seconds));
    epochLoss = 0;
    epochWeight = 0;
    boolean due = plan.evaluateEvery() > 0 && (epoch + 1) % plan.evaluateEvery() == 0;
    if (due && gradients.has(Split.DEV)) {
      listener.onEvaluation(Split.DEV, step + 1, gradients.evaluate(parameters, Split.DEV));
    }
  }

  private double learningRate(long step) {
    return plan.learningRate().at(step, plan.batches().epoch(step));
  }
}
