package dev.lockstep.metric;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How much weight certainly lies above an entry of {@link RankedScores} whose entries may overlap,
 * and how much possibly does.
 */
final class Ranks {
  private final RankedScores scores;

  /** Highest scores, ascending, each with its entry in the lower bits. */
  private final long[] byHighest;

  private final double[] positivesByLowest;
  private final double[] negativesByLowest;
  private final double[] positivesByHighest;
  private final double[] negativesByHighest;

  /** Of scores that are not all exact; otherwise null. */
  static @Nullable Ranks unlessExact(RankedScores scores) {
    return scores.isExact() ? null : new Ranks(scores);
  }

  private Ranks(RankedScores scores) {
    this.scores = scores;
    int n = scores.size();
    byHighest = new long[n];
    for (int i = 0; i < n; i++) {
      byHighest[i] = (long) scores.highest(i) << Integer.SIZE | i;
    }
    Arrays.sort(byHighest);
    positivesByLowest = new double[n + 1];
    negativesByLowest = new double[n + 1];
    positivesByHighest = new double[n + 1];
    negativesByHighest = new double[n + 1];
    for (int i = n - 1; i >= 0; i--) {
      int entry = (int) byHighest[i];
      positivesByLowest[i] = positivesByLowest[i + 1] + scores.positives(i);
      negativesByLowest[i] = negativesByLowest[i + 1] + scores.negatives(i);
      positivesByHighest[i] = positivesByHighest[i + 1] + scores.positives(entry);
      negativesByHighest[i] = negativesByHighest[i + 1] + scores.negatives(entry);
    }
  }

  /** Weight of the positives that certainly score higher than an entry. */
  double positivesAbove(int entry) {
    return positivesByLowest[firstAbove(entry)];
  }

  /** Weight of the negatives that certainly score higher than an entry. */
  double negativesAbove(int entry) {
    return negativesByLowest[firstAbove(entry)];
  }

  /** Weight of the positives that may score as high as an entry. */
  double positivesFrom(int entry) {
    return positivesByHighest[firstFrom(entry)];
  }

  /** Weight of the negatives that may score as high as an entry. */
  double negativesFrom(int entry) {
    return negativesByHighest[firstFrom(entry)];
  }

  /** The first entry whose lowest score exceeds the highest of this one. */
  private int firstAbove(int entry) {
    int from = entry + 1;
    int to = scores.size();
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (scores.lowest(middle) > scores.highest(entry)) {
        to = middle;
      } else {
        from = middle + 1;
      }
    }
    return from;
  }

  /** The first place by highest scores where these reach the lowest of this entry. */
  private int firstFrom(int entry) {
    int found = Arrays.binarySearch(byHighest, (long) scores.lowest(entry) << Integer.SIZE);
    return found < 0 ? -found - 1 : found;
  }
}
