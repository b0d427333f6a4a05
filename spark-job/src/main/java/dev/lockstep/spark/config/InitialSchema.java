package dev.lockstep.spark.config;

import java.util.Locale;

/** What becomes of an initial model's columns, scales and classes. */
public enum InitialSchema {
  /** They stay; the tables must fit. */
  KEEP,
  /** They are derived from the tables; the model's classes are kept beside. */
  REFIT;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
