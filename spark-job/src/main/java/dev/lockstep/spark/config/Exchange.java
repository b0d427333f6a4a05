package dev.lockstep.spark.config;

import java.util.Locale;

/** How the gradient sums of a step come to the driver. */
public enum Exchange {
  /** The fastest that works here. */
  AUTO,
  /** One Spark job for each step. */
  JOB;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
