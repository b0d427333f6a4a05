package dev.lockstep.spark.config;

import java.util.Locale;

/** How the gradient sums of a step come to the driver. */
public enum Exchange {
  /** Sessions where they can be had, otherwise jobs. */
  AUTO,
  /** Long-lived tasks that hold their shards. */
  SESSION,
  /** One Spark job for each step. */
  JOB;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
