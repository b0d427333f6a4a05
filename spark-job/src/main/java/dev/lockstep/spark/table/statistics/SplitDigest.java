package dev.lockstep.spark.table.statistics;

import java.io.Serializable;
import java.util.Locale;

/**
 * Tells whether a split has the rows that it had: the sum of the hashes of its rows, 128 bits, in
 * which each row counts as often as it occurs. It does not depend on the order of the rows, nor on
 * the parts in which they are read. It finds what changed by accident, not what somebody forged.
 */
final class SplitDigest implements Serializable {
  private static final long serialVersionUID = 1;

  private long first;
  private long second;

  /** Adds a row by both halves of its hash. */
  void add(long hash, long otherHash) {
    first += hash;
    second += otherHash;
  }

  void merge(SplitDigest other) {
    add(other.first, other.second);
  }

  /** 32 hexadecimal digits. */
  String hex() {
    return String.format(Locale.ROOT, "%016x%016x", first, second);
  }
}
