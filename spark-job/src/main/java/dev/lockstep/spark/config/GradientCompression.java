package dev.lockstep.spark.config;

import java.util.Locale;

/** How the numbers of gradient sums travel from executors. */
public enum GradientCompression {
  /** As they are: float32. */
  NONE,
  /** As float16, in half of the bytes. */
  FLOAT16;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
