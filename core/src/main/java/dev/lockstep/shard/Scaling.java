package dev.lockstep.shard;

import java.util.Arrays;
import java.util.Locale;

/**
 * How the values of a column are shifted and scaled, by what is known of the training split.
 *
 * <p>Each kind is a linear map, which a clip may follow. Neither is bounded by what training saw,
 * unless the clip says so: other values are mapped alike.
 */
public sealed interface Scaling permits Standardizer, MinMaxScaler, RobustScaler {
  /** What the kinds are called. */
  enum Kind {
    STANDARD,
    MIN_MAX,
    ROBUST,
    NONE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  Kind kind();

  /** What the linear map makes 0. */
  double location();

  /** How far apart two values are that the linear map has 1 apart; 0 for a constant column. */
  double scale();

  /** The value as the linear map has it; 0 where training saw one value only. */
  default float linear(double x) {
    return scale() == 0 ? 0f : (float) ((x - location()) / scale());
  }

  /** The same of values[0 .. n), in place: doubles, which are yet to be rounded to float32. */
  default void linearAll(double[] values, int n) {
    double location = location();
    double scale = scale();
    if (scale == 0) {
      Arrays.fill(values, 0, n, 0);
      return;
    }
    for (int i = 0; i < n; i++) {
      values[i] = (values[i] - location) / scale;
    }
  }

  /** What becomes of {@link #linear} in the end. */
  default float clip(float z) {
    return z;
  }

  /** The same of values[0 .. n), in place: float32 numbers, which become doubles as above. */
  default void clipAll(double[] values, int n) {}

  /** The scaled value. */
  default float apply(double x) {
    return clip(linear(x));
  }
}
