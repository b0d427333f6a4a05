package dev.lockstep.linalg;

import java.io.Serializable;

/** The indices from (inclusive) to to (exclusive) of a flat array. */
public record Range(int from, int to) implements Serializable {
  public Range {
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("no range [" + from + ", " + to + ")");
    }
  }

  /** Number of indices. */
  public int length() {
    return to - from;
  }
}
