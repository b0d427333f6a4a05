package dev.lockstep.feature;

import java.util.Locale;

/** Checks shared by the columns of a {@link FeatureSchema}. */
public final class Checks {
  private Checks() {}

  public static void name(String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a column needs a name");
    }
  }

  static void finite(String column, double value) {
    if (!Double.isFinite(value)) {
      throw notFinite(column, value);
    }
  }

  /** What a value has become, if both are finite. */
  static float scaled(String column, double value, float result) {
    if (!Double.isFinite(value) || !Float.isFinite(result)) {
      throw notFinite(column, value);
    }
    return result;
  }

  static IllegalStateException missing(String column) {
    return new IllegalStateException(
        String.format(
            Locale.ROOT,
            "a value is missing in the column '%s', and nothing was learnt to impute there",
            column));
  }

  static IllegalArgumentException notFinite(String column) {
    return new IllegalArgumentException(
        "the column '"
            + column
            + "' holds a number that is not finite once it is scaled to float32");
  }

  private static IllegalArgumentException notFinite(String column, double value) {
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "the column '%s' holds %s, which is not a finite float32 number",
            column,
            value));
  }
}
