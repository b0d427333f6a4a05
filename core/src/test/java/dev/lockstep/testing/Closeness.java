package dev.lockstep.testing;

import static org.assertj.core.api.Assertions.assertThat;

/** Comparison of float32 results with float64 references, by the norm of a whole tensor. */
public final class Closeness {
  /** Half the distance from 1 to the next float32: the relative error of one rounding. */
  public static final double ROUNDING = 0x1p-24;

  private Closeness() {}

  /**
   * Asserts |actual - expected| <= relative |expected| + floor, in Euclidean norms. The floor is
   * one rounding of a number of size 1 in each element: a tensor whose true value is 0 is a sum of
   * such numbers that cancel.
   */
  public static void assertClose(String what, float[] actual, double[] expected, double relative) {
    assertClose(what, actual, expected, relative, 0);
  }

  /** Asserts the same with a floor that is higher by that much. */
  public static void assertClose(
      String what, float[] actual, double[] expected, double relative, double floor) {
    assertThat(actual).as("%s: size", what).hasSize(expected.length);
    double error = 0;
    double norm = 0;
    int worst = 0;
    for (int i = 0; i < expected.length; i++) {
      double difference = actual[i] - expected[i];
      error += difference * difference;
      norm += expected[i] * expected[i];
      // Written so that a NaN counts as the worst.
      if (!(Math.abs(difference) <= Math.abs(actual[worst] - expected[worst]))) {
        worst = i;
      }
    }
    double allowed = relative * Math.sqrt(norm) + ROUNDING * Math.sqrt(expected.length) + floor;
    assertThat(Math.sqrt(error))
        .as(
            "%s: error allowed %s; worst element %d is %s, expected %s",
            what,
            allowed,
            worst,
            expected.length == 0 ? "absent" : actual[worst],
            expected.length == 0 ? "absent" : expected[worst])
        .isLessThanOrEqualTo(allowed);
  }

  /** Asserts the same of single numbers. */
  public static void assertClose(String what, double actual, double expected, double relative) {
    assertThat(Math.abs(actual - expected))
        .as("%s: %s, expected %s", what, actual, expected)
        .isLessThanOrEqualTo(relative * Math.abs(expected) + ROUNDING);
  }

  /** The same numbers in float64. */
  public static double[] widen(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  /** The nearest numbers in float32. */
  public static float[] narrow(double[] values) {
    float[] narrow = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      narrow[i] = (float) values[i];
    }
    return narrow;
  }
}
