package dev.lockstep.metric;

import dev.lockstep.linalg.Range;
import java.util.Arrays;

/** Sorts numbers by some of their bits, keeping the order of those in which these are equal. */
final class RadixSort {
  private static final int DIGIT_BITS = 11;
  private static final int DIGITS = 1 << DIGIT_BITS;

  private final int[] places = new int[DIGITS];
  private long[] spare = new long[0];

  /**
   * Sorts the first n keys by a range of their bits, beyond which all are 0.
   *
   * @return keys or another array as long, in which they are sorted; the other one is overwritten
   *     by the next call
   */
  long[] sort(long[] keys, int n, Range bits) {
    if (spare.length != keys.length) {
      spare = new long[keys.length];
    }
    long[] sorted = keys;
    long[] other = spare;
    for (int digit = bits.from(); digit < bits.to(); digit += DIGIT_BITS) {
      if (differ(sorted, n, digit)) {
        distribute(sorted, other, n, digit);
        long[] before = sorted;
        sorted = other;
        other = before;
      }
    }
    spare = other;
    return sorted;
  }

  /** Counts the digits; whether there is more than one. */
  private boolean differ(long[] keys, int n, int digit) {
    Arrays.fill(places, 0);
    for (int i = 0; i < n; i++) {
      places[digit(keys[i], digit)]++;
    }
    return n > 0 && places[digit(keys[0], digit)] < n;
  }

  private void distribute(long[] from, long[] to, int n, int digit) {
    int place = 0;
    for (int d = 0; d < DIGITS; d++) {
      int count = places[d];
      places[d] = place;
      place += count;
    }
    for (int i = 0; i < n; i++) {
      to[places[digit(from[i], digit)]++] = from[i];
    }
  }

  private static int digit(long key, int digit) {
    return (int) (key >>> digit) & (DIGITS - 1);
  }
}
