package dev.lockstep.shard;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;

/** A sum of weights that every grouping of the rows gives the same bits. Mergeable. */
public final class WeightSum implements Serializable {
  private static final long serialVersionUID = 1;

  /** How many of the sum's units are 1. */
  private static final BigDecimal UNIT = new BigDecimal(BigInteger.ONE.shiftLeft(ExactSum.SCALE));

  private final ExactSum sum = ExactSum.ofValues();
  private int uncarried;

  /** Weights of 1, which most are; not yet in the sum. */
  private long ones;

  /** Adds a finite weight. */
  public void add(double weight) {
    if (weight == 1) {
      ones++;
      return;
    }
    sum.add(weight);
    if (++uncarried == ExactSum.MOST_UNCARRIED) {
      carry();
    }
  }

  /** Adds the weights of other rows. */
  public WeightSum merge(WeightSum other) {
    carry();
    other.carry();
    sum.add(other.sum);
    uncarried = 1;
    ones += other.ones;
    return this;
  }

  private void carry() {
    sum.carry();
    uncarried = 0;
  }

  /** The double next to the sum. */
  public double value() {
    // All digits: rounded to fewer, what lies just beside the middle of two doubles would be there.
    return new BigDecimal(sum.value()).divide(UNIT).add(BigDecimal.valueOf(ones)).doubleValue();
  }
}
