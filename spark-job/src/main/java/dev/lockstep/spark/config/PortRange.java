package dev.lockstep.spark.config;

import java.io.Serializable;

/**
 * TCP ports, of which each executor of a host listens at one.
 *
 * @param from the first, or 0 for any that is free
 * @param to the last
 */
public record PortRange(int from, int to) implements Serializable {
  /** Any port that is free. */
  public static final PortRange ANY = new PortRange(0, 0);

  private static final int MOST = 65_535;

  public PortRange {
    if (from < 0 || to < from || to > MOST || (from == 0 && to > 0)) {
      throw new IllegalArgumentException("no ports from " + from + " to " + to);
    }
  }

  /** How many executors of a host can listen. */
  public int count() {
    return from == 0 ? MOST : to - from + 1;
  }

  /** As it is written. */
  @Override
  public String toString() {
    return from == to ? String.valueOf(from) : from + "-" + to;
  }
}
