package dev.lockstep.check;

import java.util.Locale;

/**
 * What a relative error of a gradient means: 1e-7 is great, 1e-5 is to be checked, 1e-3 is to worry
 * about (Ng, "Improving deep neural networks", course 2 of the Deep Learning Specialization, 2017).
 * Between these the nearer one counts, on a scale of powers of ten.
 */
public enum GradientVerdict {
  /** Below 1e-6. */
  GREAT,
  /** The error is within what rounding alone makes, or nothing was compared. */
  UNKNOWN,
  /** At least 1e-6, and below 1e-4. */
  CHECK,
  /** At least 1e-4, or no number. */
  WORRY;

  /** Errors are great below it. */
  public static final double GREAT_BELOW = 1e-6;

  /** Errors are worrying from here on. */
  public static final double WORRY_FROM = 1e-4;

  /** By the error alone. */
  static GradientVerdict of(double error) {
    // Written so that NaN is to worry about.
    if (!(error < WORRY_FROM)) {
      return WORRY;
    }
    return error < GREAT_BELOW ? GREAT : CHECK;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
