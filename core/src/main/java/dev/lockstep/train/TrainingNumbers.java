package dev.lockstep.train;

import dev.lockstep.linalg.ExponentialAverage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What of a {@link TrainingState} is no array: how far it has come, and how its loss went. */
final class TrainingNumbers {
  private static final ExponentialAverage SMOOTHING = new ExponentialAverage(0.98);

  /** The weight of the smoothed loss after 1 / (1 - 0.98) = 50 losses: one alone counts little. */
  private static final double SETTLED = 1 - 1 / Math.E;

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

  /** Before the first step. */
  TrainingNumbers(Plateaus plateaus) {
    this.plateaus = plateaus;
  }

  long steps() {
    return steps;
  }

  long weightlessSteps() {
    return weightlessSteps;
  }

  double learningRateFactor() {
    return learningRateFactor;
  }

  boolean isStopped() {
    return stopped;
  }

  double smoothedLoss() {
    return smoothed / smoothedWeight;
  }

  Plateaus plateaus() {
    return plateaus;
  }

  double epochLoss() {
    return epochWeight > 0 ? epochLoss / epochWeight : Double.NaN;
  }

  boolean isEpochUnderWay() {
    return epochUnderWay;
  }

  void stepTaken(double loss, double weight) {
    steps++;
    epochUnderWay = true;
    epochLoss += loss * weight;
    epochWeight += weight;
    smoothed = SMOOTHING.next(smoothed, loss);
    smoothedWeight = SMOOTHING.next(smoothedWeight, 1);
    if (smoothedWeight < SETTLED) {
      plateaus.begin(smoothedLoss(), steps);
    } else {
      plateaus.stepTaken(smoothedLoss(), steps);
    }
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
  }

  /** Those of a training that begins again after that many steps. */
  TrainingNumbers fallenBack(long step) {
    TrainingNumbers numbers = new TrainingNumbers(plateaus.anew());
    numbers.steps = step;
    numbers.weightlessSteps = weightlessSteps;
    numbers.learningRateFactor = learningRateFactor;
    return numbers;
  }

  TrainingNumbers copy() {
    TrainingNumbers copy = new TrainingNumbers(plateaus.anew());
    copy.set(this);
    return copy;
  }

  void set(TrainingNumbers other) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      other.writeTo(new DataOutputStream(bytes));
      readFrom(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    } catch (IOException e) {
      throw new UncheckedIOException("what was just written cannot be read", e);
    }
  }

  void writeTo(DataOutputStream out) throws IOException {
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
  }

  void readFrom(DataInputStream in) throws IOException {
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
}
