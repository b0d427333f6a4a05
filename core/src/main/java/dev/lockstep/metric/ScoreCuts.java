package dev.lockstep.metric;

/**
 * The thresholds that tell scores apart, from the highest down: each lies from one score to below
 * another. Where entries of {@link RankedScores} overlap there is none between them; what is told
 * of those that there are is exact.
 */
final class ScoreCuts {
  private ScoreCuts() {}

  /** Takes a threshold of at least one score, 0 if there is none, and below another, or 1. */
  interface Cuts {
    /**
     * A threshold of from or more, and less than to.
     *
     * @param tp weight of the positives that score higher
     * @param fp weight of the negatives that score higher
     */
    void add(float from, float to, double tp, double fp);
  }

  /** Goes through the thresholds of scores. */
  static void of(RankedScores scores, Cuts cuts) {
    float[] highestBefore = highestBefore(scores);
    double tp = 0;
    double fp = 0;
    float to = 1;
    for (int i = scores.size(); i >= 0; i--) {
      if (i < scores.size()) {
        tp += scores.positives(i);
        fp += scores.negatives(i);
        to = Float.intBitsToFloat(scores.lowest(i));
      }
      if (highestBefore[i] < to) {
        cuts.add(highestBefore[i], to, tp, fp);
      }
    }
  }

  /** Of those that such a threshold may be, the middle, or 0.5 if that is one of them. */
  static double threshold(float from, float to) {
    boolean even = from <= Classes.EVEN && Classes.EVEN < to;
    return even ? Classes.EVEN : ((double) from + to) / 2;
  }

  /** The highest score of the entries before each, and of all; 0 of none. */
  private static float[] highestBefore(RankedScores scores) {
    float[] highest = new float[scores.size() + 1];
    for (int i = 0; i < scores.size(); i++) {
      highest[i + 1] = Math.max(highest[i], Float.intBitsToFloat(scores.highest(i)));
    }
    return highest;
  }
}
