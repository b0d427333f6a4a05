package dev.lockstep.shard;

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

  /** The value as the linear map has it; 0 where training saw one value only. */
  float linear(double x);

  /** What becomes of {@link #linear} in the end. */
  default float clip(float z) {
    return z;
  }

  /** The scaled value. */
  default float apply(double x) {
    return clip(linear(x));
  }
}
