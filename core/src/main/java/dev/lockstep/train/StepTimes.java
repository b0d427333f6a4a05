package dev.lockstep.train;

import java.util.Arrays;

/** Where the time of a training's steps went. */
public final class StepTimes {
  private long[] stepNanos = new long[1024];
  private int count;
  private long computeNanos;
  private long gradientNanos;
  private long optimizerNanos;
  private long totalNanos;

  /**
   * Adds a step.
   *
   * @param compute nanoseconds of arithmetic of the busiest worker
   * @param gradient nanoseconds until the gradient sum was there
   * @param optimizer nanoseconds of dividing, regularizing, clipping and updating
   * @param total nanoseconds of the whole step
   */
  void add(long compute, long gradient, long optimizer, long total) {
    if (count == stepNanos.length) {
      stepNanos = Arrays.copyOf(stepNanos, 2 * count);
    }
    stepNanos[count++] = total;
    computeNanos += compute;
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

  /** Seconds spent waiting for gradient sums beyond the arithmetic. */
  public double exchangeSeconds() {
    return seconds(gradientNanos - computeNanos);
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
