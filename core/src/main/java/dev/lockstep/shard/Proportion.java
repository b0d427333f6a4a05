package dev.lockstep.shard;

import java.math.BigInteger;

/** Shares of whole numbers. */
final class Proportion {
  private Proportion() {}

  /** floor(n part / whole), all at least 0, part at most whole: exact whatever n part is. */
  static long of(long n, long part, long whole) {
    if (Math.multiplyHigh(n, part) == 0 && n * part >= 0) {
      return n * part / whole;
    }
    return BigInteger.valueOf(n)
        .multiply(BigInteger.valueOf(part))
        .divide(BigInteger.valueOf(whole))
        .longValueExact();
  }
}
