package dev.lockstep.metric;

import java.util.Arrays;

/**
 * The weights of positives and negatives by score, ascending. An entry is one score, or, after
 * {@link #coarsened}, what is known of several: all lie from its lowest to its highest. Scores are
 * the bits of non-negative floats, which are ordered as these are. Immutable.
 */
final class RankedScores {
  /** More entries than this are to be made fewer. */
  static final int MOST = 1 << 20;

  /**
   * What an entry of several scores may hold of both classes' weight on average, if it is the last;
   * nearer to the top, where few examples decide on the precision, it is less, as the root of the
   * rank. At most 4 / SHARE entries are left.
   */
  private static final double SHARE = 4.0 / MOST;

  static final RankedScores NONE =
      new RankedScores(new int[0], new int[0], new double[0], new double[0], 0);

  private final int[] lowest;
  private final int[] highest;
  private final double[] positives;
  private final double[] negatives;
  private final int size;

  /**
   * Of entries in ascending order of lowest, then highest; all arrays are kept, and are 0 after the
   * last entry.
   */
  private RankedScores(
      int[] lowest, int[] highest, double[] positives, double[] negatives, int size) {
    this.lowest = lowest;
    this.highest = highest;
    this.positives = positives;
    this.negatives = negatives;
    this.size = size;
  }

  /** Number of entries. */
  int size() {
    return size;
  }

  int lowest(int entry) {
    return lowest[entry];
  }

  int highest(int entry) {
    return highest[entry];
  }

  /** Weight of the positives in an entry. */
  double positives(int entry) {
    return positives[entry];
  }

  /** Weight of the negatives in an entry. */
  double negatives(int entry) {
    return negatives[entry];
  }

  /** Whether an entry is one score. */
  boolean isExact(int entry) {
    return lowest[entry] == highest[entry];
  }

  /** Whether every entry is one score. */
  boolean isExact() {
    return Arrays.equals(lowest, highest);
  }

  double totalPositives() {
    return sum(positives);
  }

  double totalNegatives() {
    return sum(negatives);
  }

  private static double sum(double[] weights) {
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    return sum;
  }

  private int compare(int entry, RankedScores other, int otherEntry) {
    int order = Integer.compare(lowest[entry], other.lowest[otherEntry]);
    return order != 0 ? order : Integer.compare(highest[entry], other.highest[otherEntry]);
  }

  /** The entries of both, equal ones added. */
  RankedScores merged(RankedScores other) {
    if (size() == 0 || other.size() == 0) {
      return size() == 0 ? other : this;
    }
    Builder both = new Builder(size() + other.size());
    int i = 0;
    int j = 0;
    while (i < size() || j < other.size()) {
      int order = i == size() ? 1 : j == other.size() ? -1 : compare(i, other, j);
      if (order <= 0) {
        both.append(this, i++);
      }
      if (order > 0) {
        both.append(other, j++);
      } else if (order == 0) {
        both.add(other, j++);
      }
    }
    return both.build();
  }

  /** These, or at most {@link #MOST} if there are more. */
  RankedScores coarsened() {
    return size() <= MOST ? this : coarsened(SHARE);
  }

  /** Neighbours together, as far as their share of both classes' weight allows. */
  RankedScores coarsened(double share) {
    Builder fewer = new Builder((int) Math.min(size(), 4 / share + 1));
    double perPositive = half(totalPositives());
    double perNegative = half(totalNegatives());
    double above = 0;
    double held = 0;
    for (int i = size() - 1; i >= 0; i--) {
      double mass = positives[i] * perPositive + negatives[i] * perNegative;
      if (held > 0 && held + mass <= share * Math.sqrt(above)) {
        fewer.widen(this, i);
        held += mass;
      } else {
        fewer.append(this, i);
        held = mass;
      }
      above += mass;
    }
    return fewer.buildReversed();
  }

  private static double half(double total) {
    return total > 0 ? 0.5 / total : 0;
  }

  /** Entries one after the other. */
  static final class Builder {
    private final int[] lowest;
    private final int[] highest;
    private final double[] positives;
    private final double[] negatives;
    private int size;

    /** Room for that many. */
    Builder(int most) {
      lowest = new int[most];
      highest = new int[most];
      positives = new double[most];
      negatives = new double[most];
    }

    void append(int score, double positive, double negative) {
      append(score, score, positive, negative);
    }

    void append(int from, int to, double positive, double negative) {
      lowest[size] = from;
      highest[size] = to;
      positives[size] = positive;
      negatives[size] = negative;
      size++;
    }

    private void append(RankedScores of, int entry) {
      append(of.lowest[entry], of.highest[entry], of.positives[entry], of.negatives[entry]);
    }

    /** Adds weight to the last entry. */
    void add(double positive, double negative) {
      positives[size - 1] += positive;
      negatives[size - 1] += negative;
    }

    private void add(RankedScores of, int entry) {
      add(of.positives[entry], of.negatives[entry]);
    }

    private void widen(RankedScores of, int entry) {
      add(of, entry);
      lowest[size - 1] = Math.min(lowest[size - 1], of.lowest[entry]);
      highest[size - 1] = Math.max(highest[size - 1], of.highest[entry]);
    }

    /** Whether the last entry is that score. */
    boolean endsWith(int score) {
      return size > 0 && highest[size - 1] == score;
    }

    /** Takes less room where much is left. */
    RankedScores build() {
      return lowest.length - size <= lowest.length / 4
          ? new RankedScores(lowest, highest, positives, negatives, size)
          : new RankedScores(
              Arrays.copyOf(lowest, size),
              Arrays.copyOf(highest, size),
              Arrays.copyOf(positives, size),
              Arrays.copyOf(negatives, size),
              size);
    }

    private RankedScores buildReversed() {
      for (int i = 0, j = size - 1; i < j; i++, j--) {
        swap(lowest, i, j);
        swap(highest, i, j);
        swap(positives, i, j);
        swap(negatives, i, j);
      }
      return build();
    }

    private static void swap(int[] of, int i, int j) {
      int kept = of[i];
      of[i] = of[j];
      of[j] = kept;
    }

    private static void swap(double[] of, int i, int j) {
      double kept = of[i];
      of[i] = of[j];
      of[j] = kept;
    }
  }
}
