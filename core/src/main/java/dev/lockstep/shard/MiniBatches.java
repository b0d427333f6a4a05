package dev.lockstep.shard;

import java.io.Serializable;
import java.util.Locale;

/**
 * Which rows of which shard make up the mini-batch of a step: arithmetic, not sampling.
 *
 * <p>Imagine the N examples of an epoch in one sequence, in which the shards take turns. Step t of
 * T takes the examples floor(t N / T) to floor((t + 1) N / T) of it, so that the sizes of steps
 * differ by one at most, however ragged the shards are. Whose turn it is follows from halving the
 * shards: of the first g examples of shards with R rows, floor(g L / R) are of the left half, which
 * has L rows, and the others of the right half; and so on down to a single shard. A shard gives its
 * share of each step, up to less than a row for each halving.
 */
public final class MiniBatches implements Serializable {
  private static final long serialVersionUID = 1;

  private final BatchPlan plan;

  /** Rows of all shards before each shard, and of all. */
  private final long[] before;

  /**
   * Of shards with so many rows.
   *
   * @throws IllegalArgumentException if these are not as many as the plan has examples
   */
  public MiniBatches(BatchPlan plan, long[] rows) {
    this.plan = plan;
    this.before = new long[rows.length + 1];
    for (int s = 0; s < rows.length; s++) {
      before[s + 1] = before[s] + rows[s];
    }
    if (before[rows.length] != plan.examples()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d shards with %d rows for a plan of %d examples",
              rows.length,
              before[rows.length],
              plan.examples()));
    }
  }

  /** How the epoch is cut. */
  public BatchPlan plan() {
    return plan;
  }

  /** Number of shards. */
  public int shards() {
    return before.length - 1;
  }

  /** The first position of a shard's order that belongs to the step. */
  public long from(long step, int shard) {
    return among(plan.rowsBefore(step % plan.stepsPerEpoch()), shard);
  }

  /** The position after the last one that belongs to the step. */
  public long to(long step, int shard) {
    return among(plan.rowsBefore(step % plan.stepsPerEpoch() + 1), shard);
  }

  /** How many of the first examples of the sequence are of that shard. */
  private long among(long first, int shard) {
    long left = first;
    int from = 0;
    int to = shards();
    while (to - from > 1) {
      int middle = (from + to) >>> 1;
      long ofLeft = share(left, from, middle, to);
      if (shard < middle) {
        left = ofLeft;
        to = middle;
      } else {
        left -= ofLeft;
        from = middle;
      }
    }
    return left;
  }

  private long share(long first, int from, int middle, int to) {
    long all = before[to] - before[from];
    return all == 0 ? 0 : Proportion.of(first, before[middle] - before[from], all);
  }

  /** The rows with which a shard's part of a step begins, but at most so many, as a small shard. */
  public Shard first(Shard shard, long step, int most) {
    long from = from(step, shard.number());
    long rows = Math.min(most, to(step, shard.number()) - from);
    RowOrder order = plan.order(plan.epoch(step), shard.number(), shard.rows());
    Shard.Builder builder = new Shard.Builder(shard.number(), shard.format(), rows);
    for (long position = from; position < from + rows; position++) {
      shard.copy(order.at(position), builder);
    }
    return builder.build();
  }

  /** No fewer rows than the shard contributes to any step. */
  public long most(int shard) {
    return most(plan, before[shard + 1] - before[shard], shards());
  }

  /** No fewer rows than one of that many shards, with that many rows, contributes to any step. */
  public static long most(BatchPlan plan, long rows, int shards) {
    long steps = plan.stepsPerEpoch();
    int halvings = Integer.SIZE - Integer.numberOfLeadingZeros(shards - 1);
    return Math.min(rows, (rows + steps - 1) / steps + 1 + halvings);
  }
}
