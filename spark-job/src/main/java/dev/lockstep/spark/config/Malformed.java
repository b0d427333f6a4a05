package dev.lockstep.spark.config;

import java.util.Locale;

/** What happens to a row that its format cannot be read as. */
public enum Malformed {
  /** The job fails and names the row. */
  ERROR,
  /** The row is left out and counted. */
  DROP;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
