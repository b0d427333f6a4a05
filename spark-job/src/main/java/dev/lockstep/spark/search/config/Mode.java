package dev.lockstep.spark.search.config;

import java.util.Locale;

/** How trials share the cluster; all give the same bits. */
public enum Mode {
  /** As arithmetic decides. */
  AUTO,
  /** One after the other, each over the whole cluster. */
  PANDA,
  /** Many at once, one on each core. */
  CAVIAR;

  /** The name in configurations. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
