package dev.lockstep.train;

import dev.lockstep.nn.RunningStatistics;
import dev.lockstep.optim.OptimizerState;
import dev.lockstep.train.Plateaus.Plateau;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that changes while a network is trained. A {@link Trainer} that is given a copy takes the
 * very steps that are left, to the bit, wherever in an epoch it begins. Confined to one thread.
 */
public final class TrainingState {
  private final float[] values;
  private final AveragedValues average;
  private final OptimizerState optimizer;
  private final double[] memory;
  private final TrainingNumbers numbers;
  private @Nullable Best best;

  /**
   * The best parameters so far, as a {@link Policy} judged.
   *
   * @param steps that had been taken
   * @param values [n], not to be modified
   */
  @SuppressWarnings("ArrayRecordComponent") // Compared as part of the state.
  public record Best(long steps, float[] values) {}

  private TrainingState(
      AveragedValues average, OptimizerState optimizer, double[] memory, TrainingNumbers numbers) {
    this.values = average.latest();
    this.average = average;
    this.optimizer = optimizer;
    this.memory = memory;
    this.numbers = numbers;
  }

  /**
   * Before the first step.
   *
   * @param values [n]: trained parameters, then the buffers that the plan's statistics move; copied
   */
  public static TrainingState initial(TrainingPlan plan, float[] values) {
    return initial(plan, values, values.length - plan.statistics().buffers());
  }

  /** The same, where that many of the values are trained parameters. */
  static TrainingState initial(TrainingPlan plan, float[] values, int trained) {
    return new TrainingState(
        new AveragedValues(plan.average(), values.clone()),
        plan.optimizer().init(trained),
        new double[plan.policy().remembered()],
        new TrainingNumbers(Plateaus.of(plan.steps())));
  }

  /** Trained parameters, then buffers, [n]: the live array. */
  public float[] values() {
    return values;
  }

  /**
   * What is evaluated and kept, [n]: the average of the values after each step, corrected for its
   * bias, if the plan asks for one, otherwise the values themselves: the live array.
   */
  public float[] averaged() {
    return average.averaged();
  }

  /** What the optimizer remembers. */
  public OptimizerState optimizer() {
    return optimizer;
  }

  /** What the plan's policy remembers: the live array. */
  public double[] memory() {
    return memory;
  }

  /** Number of steps taken, which is that of the next, from 0. */
  public long steps() {
    return numbers.steps();
  }

  /** How many of the steps had a mini-batch without weight, and left everything as it was. */
  public long weightlessSteps() {
    return numbers.weightlessSteps();
  }

  /** What a policy multiplies the schedule's learning rates by. */
  public double learningRateFactor() {
    return numbers.learningRateFactor();
  }

  /** Whether a policy has ended the training. */
  public boolean isStopped() {
    return numbers.isStopped();
  }

  /** The best so far, if a policy has found any. */
  public @Nullable Best best() {
    return best;
  }

  /**
   * What a training leaves that ends here, [n], not to be modified: the best that a policy found,
   * and without one what is evaluated.
   */
  public float[] kept() {
    return best == null ? averaged() : best.values();
  }

  /** How many steps those had taken. */
  public long keptSteps() {
    return best == null ? steps() : best.steps();
  }

  /**
   * The mean loss of the latest mini-batches, each counting 2% less than the one after it; NaN
   * before the first with weight.
   */
  public double smoothedLoss() {
    return numbers.smoothedLoss();
  }

  /** Where the smoothed loss hardly moved, in their order, up to the latest step. */
  public List<Plateau> plateaus() {
    return numbers.plateaus().until(steps());
  }

  /** The one that the latest step has ended. */
  @Nullable Plateau plateauJustEnded() {
    return numbers.plateaus().justEnded(steps());
  }

  /** The one that the latest step is on. */
  @Nullable Plateau plateauUnderWay() {
    return numbers.plateaus().underWay(steps());
  }

  /** The mean loss over the steps of the epoch under way, by weight; NaN if they have none. */
  double epochLoss() {
    return numbers.epochLoss();
  }

  /** Whether steps have been taken whose epoch has not been ended. */
  boolean isEpochUnderWay() {
    return numbers.isEpochUnderWay();
  }

  /** Takes the values after a step into their average. */
  void average(RunningStatistics statistics) {
    average.take(optimizer.steps(), statistics);
  }

  void stepTaken(double loss, double weight) {
    numbers.stepTaken(loss, weight);
  }

  void weightlessStepTaken() {
    numbers.weightlessStepTaken();
  }

  void endEpoch() {
    numbers.endEpoch();
  }

  void follow(Policy.Decision decision) {
    numbers.follow(decision);
    if (decision.best()) {
      best = new Best(steps(), averaged().clone());
    }
  }

  /**
   * As if these had been the values before that step: with moments of 0 and an average that begins
   * anew, as those that there are led astray.
   */
  TrainingState fallenBack(TrainingPlan plan, float[] good, long step) {
    TrainingState state =
        new TrainingState(
            new AveragedValues(plan.average(), good.clone()),
            plan.optimizer().init(optimizer.size()),
            memory.clone(),
            numbers.fallenBack(step));
    state.best = best;
    return state;
  }

  /** Overwrites this state, a copy of an earlier one of the same training, with that one. */
  public void set(TrainingState other) {
    average.set(other.average);
    optimizer.set(other.optimizer);
    System.arraycopy(other.memory, 0, memory, 0, memory.length);
    numbers.set(other.numbers);
    best = other.best;
  }

  /** One of its own, which changes as this one would. */
  public TrainingState copy() {
    TrainingState copy =
        new TrainingState(average.copy(), optimizer.copy(), memory.clone(), numbers.copy());
    copy.best = best;
    return copy;
  }

  /** Writes it, in a format of this version of Lockstep. */
  public void writeTo(OutputStream stream) throws IOException {
    format().write(best, stream);
  }

  /**
   * Overwrites this state with one of the same plan and network that was written; memory is taken
   * for what there is already, not for what the bytes promise.
   *
   * @throws IOException if it is none, or of another network, optimizer or policy, telling which
   *     number differs; this state is of no use then
   */
  public void readFrom(InputStream stream) throws IOException {
    best = format().read(stream);
  }

  private TrainingStateFormat format() {
    return new TrainingStateFormat(average, optimizer, memory, numbers);
  }

  /** Whether all of it has the same bits. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TrainingState state && Arrays.equals(bytes(), state.bytes());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  private byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      writeTo(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be written to", e);
    }
    return bytes.toByteArray();
  }

  @Override
  public String toString() {
    return "a training state of " + values.length + " values after " + steps() + " steps";
  }
}
