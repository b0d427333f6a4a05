package dev.lockstep.spark.table.compare;

import java.util.List;

/**
 * Packed features of some rows of a split.
 *
 * @param width floats in a row, at least 1
 * @param parts the rows, one after the other, in arrays of whole rows
 */
public record SplitSample(int width, List<float[]> parts) {
  public SplitSample {
    parts = List.copyOf(parts);
  }

  /** Number of rows. */
  public int rows() {
    return parts.stream().mapToInt(part -> part.length / width).sum();
  }

  /** One feature of all rows, in their order. */
  double[] values(int feature) {
    double[] values = new double[rows()];
    int row = 0;
    for (float[] part : parts) {
      for (int at = feature; at < part.length; at += width) {
        values[row++] = part[at];
      }
    }
    return values;
  }

  /** How many rows have something else than 0 in each of some features, and in the end in none. */
  long[] categories(int offset, int categories) {
    long[] counts = new long[categories + 1];
    for (float[] part : parts) {
      for (int at = offset; at < part.length; at += width) {
        counts[category(part, at, categories)]++;
      }
    }
    return counts;
  }

  private static int category(float[] part, int at, int categories) {
    int i = 0;
    while (i < categories && part[at + i] == 0) {
      i++;
    }
    return i;
  }
}
