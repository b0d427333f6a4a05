package dev.lockstep.spark.config;

import java.util.OptionalInt;

/**
 * How the importance of columns is measured.
 *
 * @param repeats permutations of each column; 0 for none
 * @param rows that it is measured on at most; empty for as many as it may take
 * @param columns more than these are not measured
 */
public record ImportanceConfig(int repeats, OptionalInt rows, int columns) {
  /** Of a run that says nothing of it. */
  static final ImportanceConfig DEFAULT = new ImportanceConfig(5, OptionalInt.empty(), 256);

  public ImportanceConfig {
    if (repeats < 0 || rows.orElse(1) < 1 || columns < 1) {
      throw new IllegalArgumentException(
          "importance needs repeats from 0, and rows and columns from 1");
    }
  }
}
