package dev.lockstep.spark.exchange.topology;

import dev.lockstep.linalg.Range;

/**
 * An executor's office for others: it gathers a range of the gradient sums of a group of workers,
 * adds them up along the summation tree, sends the driver what comes of it, and hands that range of
 * the parameters out to the group.
 *
 * @param range of the flat array of parameters
 * @param fromSeat the first worker's seat of the group
 * @param toSeat the seat behind the last
 * @param member number of the executor in the plan
 */
public record Relay(Range range, int fromSeat, int toSeat, int member) {
  /** A range and a group that are not empty. */
  public Relay {
    if (range.length() < 1 || fromSeat < 0 || toSeat <= fromSeat) {
      throw new IllegalArgumentException("no relay of " + range + " for seats from " + fromSeat);
    }
  }

  /** Whether a seat belongs to the group. */
  public boolean serves(int seat) {
    return fromSeat <= seat && seat < toSeat;
  }
}
