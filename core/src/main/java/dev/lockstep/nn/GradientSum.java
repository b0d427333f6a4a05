package dev.lockstep.nn;

import dev.lockstep.linalg.Vectors;
import java.io.Serializable;

/**
 * What one or more shards contribute to a step: the sum of w * dL/dtheta, behind it what they
 * measure of buffers, the sum of w * L, the sum of w and the number of examples. Sums merge; only
 * the driver divides.
 */
public final class GradientSum implements Serializable {
  private static final long serialVersionUID = 1;

  private final float[] gradient;
  private double loss;
  private double weight;
  private long count;
  private long computeNanos;
  private long augmentNanos;

  /** A zero sum over that many parameters. */
  public GradientSum(int parameters) {
    this(new float[parameters]);
  }

  /** A sum of that gradient, [parameters], which is kept, not copied; the totals are 0. */
  public GradientSum(float[] gradient) {
    this.gradient = gradient;
  }

  /** Sets the sum to zero. */
  public void clear() {
    Vectors.clear(gradient, 0, gradient.length);
    setTotals(0, 0, 0);
    computeNanos = 0;
    augmentNanos = 0;
  }

  /** Adds another sum over other examples. */
  public void add(GradientSum other) {
    Vectors.add(other.gradient, gradient, gradient.length);
    addTotals(other.loss, other.weight, other.count);
    computeNanos = Math.max(computeNanos, other.computeNanos);
    augmentNanos = Math.max(augmentNanos, other.augmentNanos);
  }

  /** Becomes the sum of two others over different examples; either may be this one. */
  public void set(GradientSum a, GradientSum b) {
    Vectors.sum(a.gradient, b.gradient, gradient, gradient.length);
    setTotals(a.loss + b.loss, a.weight + b.weight, a.count + b.count);
    computeNanos = Math.max(a.computeNanos, b.computeNanos);
    augmentNanos = Math.max(a.augmentNanos, b.augmentNanos);
  }

  /**
   * Adds w * L, w and the number of examples; their gradient has been added to {@link #gradient()}.
   */
  public void addTotals(double lossSum, double weightSum, long examples) {
    loss += lossSum;
    weight += weightSum;
    count += examples;
  }

  /** Replaces the totals, as when the sum arrives over a wire. */
  public void setTotals(double lossSum, double weightSum, long examples) {
    loss = lossSum;
    weight = weightSum;
    count = examples;
  }

  /** Replaces the totals by those of another sum, with the time that it took. */
  public void setTotals(GradientSum other) {
    setTotals(other.loss, other.weight, other.count);
    computeNanos = other.computeNanos;
    augmentNanos = other.augmentNanos;
  }

  /** Sum of w * dL/dtheta, [parameters]: the live array. */
  public float[] gradient() {
    return gradient;
  }

  /** Sum of w * L. */
  public double loss() {
    return loss;
  }

  /** Sum of w. */
  public double weight() {
    return weight;
  }

  /** Number of examples. */
  public long count() {
    return count;
  }

  /** Wall time of the busiest thread that took part, in nanoseconds, without augmentation. */
  public long computeNanos() {
    return computeNanos;
  }

  /** Sets the wall time spent computing this sum. */
  public void computeNanos(long nanos) {
    computeNanos = nanos;
  }

  /**
   * Nanoseconds in which that thread which took longest changed images, ahead of the step or in it.
   */
  public long augmentNanos() {
    return augmentNanos;
  }

  /** Sets the time spent changing images for this sum. */
  public void augmentNanos(long nanos) {
    augmentNanos = nanos;
  }

  /** Whether all examples together weigh nothing, so that there is no mean. */
  public boolean isWeightless() {
    return weight == 0;
  }

  /**
   * Divides the gradient by the total weight, in place.
   *
   * @throws IllegalStateException if that is 0
   */
  public float[] mean() {
    checkWeight();
    Vectors.scale(gradient, gradient.length, (float) (1 / weight));
    return gradient;
  }

  /**
   * Mean loss by weight.
   *
   * @throws IllegalStateException if the total weight is 0
   */
  public double meanLoss() {
    checkWeight();
    return loss / weight;
  }

  private void checkWeight() {
    if (isWeightless()) {
      throw new IllegalStateException(
          "there is no mean over " + count + " examples whose total weight is 0");
    }
  }
}
