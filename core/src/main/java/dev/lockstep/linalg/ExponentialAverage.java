package dev.lockstep.linalg;

import java.io.Serializable;

/**
 * The exponentially weighted average of a sequence x: v_t = decay v_(t-1) + (1 - decay) x_t with
 * v_0 = 0. The weights of t values add up to 1 - decay^t; what that lacks of 1 is the bias to 0 of
 * the first averages, and v_t over it is free of bias (Kingma and Ba, 2015, section 3).
 */
public record ExponentialAverage(double decay) implements Serializable {
  /** The latest value alone. */
  public static final ExponentialAverage LATEST = new ExponentialAverage(0);

  public ExponentialAverage {
    if (!(decay >= 0 && decay < 1)) {
      throw new IllegalArgumentException("decay must lie in [0, 1), not " + decay);
    }
  }

  /** v_t, of v_(t-1) and x_t. */
  public double next(double average, double value) {
    return decay * average + (1 - decay) * value;
  }

  /** The same in float32, by what the new value counts: 1 - decay. */
  public static float next(float average, float value, float share) {
    return (1 - share) * average + share * value;
  }

  /** What the weights of the first t values add up to, 1 - decay^t; t from 1. */
  public static double weight(double decay, long t) {
    return 1 - StrictMath.pow(decay, (double) t);
  }

  /**
   * Takes the t-th values into an average that is free of bias: v_t / (1 - decay^t), of v_(t-1) /
   * (1 - decay^(t-1)).
   *
   * @param average [n], overwritten; anything before the first values
   * @param values [n], not modified
   * @param t from 1
   */
  public void takeUnbiased(float[] average, float[] values, long t) {
    double exact = (1 - decay) / weight(decay, t);
    // Rounded so that both weights are float32 and add up to 1: what stays the same keeps its
    // value.
    float share = 1 - (float) (1 - exact);
    for (int i = 0; i < average.length; i++) {
      average[i] = next(average[i], values[i], share);
    }
  }
}
