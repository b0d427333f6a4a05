package dev.lockstep.train;

import dev.lockstep.nn.GradientSum;
import java.util.Arrays;

/** Where the time of a training's steps went. */
public final class StepTimes {
  /** Nanoseconds of all steps: all that a training that goes on must know of those before. */
  public record Sums(long compute, long augment, long gradient, long optimizer, long total) {
    public static final Sums NONE = new Sums(0, 0, 0, 0, 0);
  }

  private long[] stepNanos = new long[1024];
  private int count;
  private long computeNanos;
  private long augmentNanos;
  private long gradientNanos;
  private long optimizerNanos;
  private long totalNanos;

  /** Of a training that begins. */
  public StepTimes() {
    this(Sums.NONE);
  }

  /** Of a training that goes on; the percentiles are those of the steps from now on. */
  public StepTimes(Sums before) {
    computeNanos = before.compute();
    augmentNanos = before.augment();
    gradientNanos = before.gradient();
    optimizerNanos = before.optimizer();
    totalNanos = before.total();
  }

  /** The sums over all steps. */
  public Sums sums() {
    return new Sums(computeNanos, augmentNanos, gradientNanos, optimizerNanos, totalNanos);
  }

  /**
   * Adds a step.
   *
   * @param sum tells the nanoseconds of the busiest worker; of what it did ahead of the step, so
   *     many count as the step had to wait for
   * @param gradient nanoseconds until the gradient sum was there
   * @param optimizer nanoseconds of dividing, regularizing, clipping and updating
   * @param total nanoseconds of the whole step
   */
  void add(GradientSum sum, long gradient, long optimizer, long total) {
    if (count == stepNanos.length) {
      stepNanos = Arrays.copyOf(stepNanos, 2 * count);
    }
    stepNanos[count++] = total;
    long compute = Math.min(sum.computeNanos(), gradient);
    computeNanos += compute;
    augmentNanos += Math.min(sum.augmentNanos(), gradient - compute);
    gradientNanos += gradient;
    optimizerNanos += optimizer;
    totalNanos += total;
  }

  /** Wall time of all steps, in seconds. */
  public double totalSeconds() {
    return seconds(totalNanos);
  }

  /** Seconds of arithmetic of the busiest worker. */
  public double computeSeconds() {
    return seconds(computeNanos);
  }

  /** Seconds in which the busiest worker changed images, and nothing else went on. */
  public double augmentSeconds() {
    return seconds(augmentNanos);
  }

  /** Seconds spent waiting for gradient sums beyond arithmetic and augmentation. */
  public double exchangeSeconds() {
    return seconds(gradientNanos - computeNanos - augmentNanos);
  }

  /** Seconds of dividing, regularizing, clipping and updating. */
  public double optimizerSeconds() {
    return seconds(optimizerNanos);
  }

  /** Seconds of everything else in the loop. */
  public double otherSeconds() {
    return seconds(totalNanos - gradientNanos - optimizerNanos);
  }

  /** The p-th percentile of a step's wall time, in milliseconds; p from 0 to 100. */
  public double percentile(double p) {
    if (count == 0) {
      return 0;
    }
    long[] sorted = Arrays.copyOf(stepNanos, count);
    Arrays.sort(sorted);
    return sorted[(int) Math.min(count - 1L, Math.round(p / 100 * (count - 1)))] / 1e6;
  }

  private static double seconds(long nanos) {
    return nanos / 1e9;
  }
}
