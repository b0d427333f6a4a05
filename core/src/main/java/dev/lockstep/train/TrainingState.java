package dev.lockstep.train;

import dev.lockstep.linalg.ExponentialAverage;
import dev.lockstep.model.FloatBytes;
import dev.lockstep.nn.RunningStatistics;
import dev.lockstep.optim.OptimizerState;
import dev.lockstep.train.Plateaus.Plateau;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
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
  /** The first number of its bytes: what they are, and in which version. */
  private static final long FORMAT = 0x4c6f636b73740002L;

  private static final ExponentialAverage SMOOTHING = new ExponentialAverage(0.98);

  private final float[] values;
  private final AveragedValues average;
  private final OptimizerState optimizer;
  private final double[] memory;
  private final Plateaus plateaus;
  private long steps;
  private long weightlessSteps;
  private boolean epochUnderWay;
  private double epochLoss;
  private double epochWeight;
  private double smoothed;
  private double smoothedWeight;
  private double learningRateFactor = 1;
  private boolean stopped;
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
      AveragedValues average, OptimizerState optimizer, double[] memory, Plateaus plateaus) {
    this.values = average.latest();
    this.average = average;
    this.optimizer = optimizer;
    this.memory = memory;
    this.plateaus = plateaus;
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
        Plateaus.of(plan.steps()));
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
    return steps;
  }

  /** How many of the steps had a mini-batch without weight, and left everything as it was. */
  public long weightlessSteps() {
    return weightlessSteps;
  }

  /** What a policy multiplies the schedule's learning rates by. */
  public double learningRateFactor() {
    return learningRateFactor;
  }

  /** Whether a policy has ended the training. */
  public boolean isStopped() {
    return stopped;
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
    return best == null ? steps : best.steps();
  }

  /**
   * The mean loss of the latest mini-batches, each counting 2% less than the one after it; NaN
   * before the first with weight.
   */
  public double smoothedLoss() {
    return smoothed / smoothedWeight;
  }

  /** Where the smoothed loss hardly moved, in their order, up to the latest step. */
  public List<Plateau> plateaus() {
    return plateaus.until(steps);
  }

  /** The one that the latest step has ended. */
  @Nullable Plateau plateauJustEnded() {
    return plateaus.justEnded(steps);
  }

  /** The one that the latest step is on. */
  @Nullable Plateau plateauUnderWay() {
    return plateaus.underWay(steps);
  }

  /** The mean loss over the steps of the epoch under way, by weight; NaN if they have none. */
  double epochLoss() {
    return epochWeight > 0 ? epochLoss / epochWeight : Double.NaN;
  }

  /** Whether steps have been taken whose epoch has not been ended. */
  boolean isEpochUnderWay() {
    return epochUnderWay;
  }

  /** Takes the values after a step into their average. */
  void average(RunningStatistics statistics) {
    average.take(optimizer.steps(), statistics);
  }

  void stepTaken(double loss, double weight) {
    steps++;
    epochUnderWay = true;
    epochLoss += loss * weight;
    epochWeight += weight;
    smoothed = SMOOTHING.next(smoothed, loss);
    smoothedWeight = SMOOTHING.next(smoothedWeight, 1);
    plateaus.stepTaken(smoothedLoss(), steps);
  }

  void weightlessStepTaken() {
    steps++;
    epochUnderWay = true;
    weightlessSteps++;
  }

  void endEpoch() {
    epochUnderWay = false;
    epochLoss = 0;
    epochWeight = 0;
  }

  void follow(Policy.Decision decision) {
    stopped |= decision.stop();
    learningRateFactor = decision.learningRateFactor();
    if (decision.best()) {
      best = new Best(steps, averaged().clone());
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
            Plateaus.of(plan.steps()));
    state.steps = step;
    state.weightlessSteps = weightlessSteps;
    state.learningRateFactor = learningRateFactor;
    state.best = best;
    return state;
  }

  /** One of its own, which changes as this one would. */
  public TrainingState copy() {
    TrainingState copy =
        new TrainingState(average.copy(), optimizer.copy(), memory.clone(), plateaus.anew());
    try {
      copy.readNumbers(new DataInputStream(new ByteArrayInputStream(numbers())));
    } catch (IOException e) {
      throw new UncheckedIOException("what was just written cannot be read", e);
    }
    copy.best = best;
    return copy;
  }

  /** Writes it, in a format of this version of Lockstep. */
  public void writeTo(OutputStream stream) throws IOException {
    DataOutputStream out = new DataOutputStream(stream);
    out.writeLong(FORMAT);
    out.writeInt(values.length);
    out.writeInt(average.size());
    out.writeInt(optimizer.size());
    out.writeInt(optimizer.moments().length);
    out.writeInt(memory.length);
    FloatBytes.write(values, out);
    average.writeTo(out);
    for (float[] moment : optimizer.moments()) {
      FloatBytes.write(moment, out);
    }
    for (double number : memory) {
      out.writeDouble(number);
    }
    out.write(numbers());
    out.writeLong(best == null ? -1 : best.steps());
    if (best != null) {
      FloatBytes.write(best.values(), out);
    }
    out.flush();
  }

  /**
   * Overwrites this state with one of the same plan and network that was written; memory is taken
   * for what there is already, not for what the bytes promise.
   *
   * @throws IOException if it is none, or of another network, optimizer or policy, telling which
   *     number differs; this state is of no use then
   */
  public void readFrom(InputStream stream) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    if (in.readLong() != FORMAT) {
      throw new IOException("these bytes are no training state of this version");
    }
    check("values", in.readInt(), values.length);
    check("averaged values", in.readInt(), average.size());
    check("trained parameters", in.readInt(), optimizer.size());
    check("moments", in.readInt(), optimizer.moments().length);
    check("remembered numbers", in.readInt(), memory.length);
    FloatBytes.read(in, values);
    average.readFrom(in);
    for (float[] moment : optimizer.moments()) {
      FloatBytes.read(in, moment);
    }
    for (int i = 0; i < memory.length; i++) {
      memory[i] = in.readDouble();
    }
    readNumbers(in);
    best = null;
    long bestSteps = in.readLong();
    if (bestSteps >= 0) {
      best = new Best(bestSteps, new float[values.length]);
      FloatBytes.read(in, best.values());
    }
  }

  private static void check(String what, int found, int expected) throws IOException {
    if (found != expected) {
      throw new IOException("a training state with " + found + " " + what + ", not " + expected);
    }
  }

  /** What is neither an array nor the best. */
  private byte[] numbers() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeLong(optimizer.steps());
      out.writeLong(steps);
      out.writeLong(weightlessSteps);
      out.writeBoolean(epochUnderWay);
      out.writeDouble(epochLoss);
      out.writeDouble(epochWeight);
      out.writeDouble(smoothed);
      out.writeDouble(smoothedWeight);
      out.writeDouble(learningRateFactor);
      out.writeBoolean(stopped);
      plateaus.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be written to", e);
    }
    return bytes.toByteArray();
  }

  private void readNumbers(DataInputStream in) throws IOException {
    optimizer.steps(in.readLong());
    steps = in.readLong();
    weightlessSteps = in.readLong();
    epochUnderWay = in.readBoolean();
    epochLoss = in.readDouble();
    epochWeight = in.readDouble();
    smoothed = in.readDouble();
    smoothedWeight = in.readDouble();
    learningRateFactor = in.readDouble();
    stopped = in.readBoolean();
    plateaus.readFrom(in);
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
    return "a training state of " + values.length + " values after " + steps + " steps";
  }
}
