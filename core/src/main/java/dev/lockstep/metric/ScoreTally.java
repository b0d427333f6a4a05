package dev.lockstep.metric;

import dev.lockstep.linalg.Range;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Collects the scores of examples, and ranks them. What is collected in the same order gives the
 * same bits. Rankings of as many entries are merged with each other, so that each entry is touched
 * as often as the number of examples has digits.
 */
final class ScoreTally {
  /** Scores that are sorted together; an index of one has so many bits. */
  private static final int INDEX_BITS = 16;

  private static final int BUFFER = 1 << INDEX_BITS;

  private static final int FEW = 1024;

  /** Of a key. */
  private static final Range SCORE_BITS = new Range(INDEX_BITS + 1, INDEX_BITS + 1 + 31);

  /** Each at least twice as long as the next. */
  private final List<RankedScores> rankings = new ArrayList<>();

  /** Score, index in the buffer, and whether it is positive, from the highest bits down. */
  private long[] keys = new long[0];

  private final RadixSort sort = new RadixSort();

  private float[] weights = new float[0];
  private int buffered;

  /** Adds an example; one without weight does not count. */
  void add(float score, boolean positive, float weight) {
    if (weight == 0) {
      return;
    }
    if (buffered == keys.length) {
      makeRoom();
    }
    // -0 is 0.
    long bits = Float.floatToIntBits(score + 0f);
    keys[buffered] = bits << (INDEX_BITS + 1) | (long) buffered << 1 | (positive ? 1 : 0);
    weights[buffered] = weight;
    buffered++;
  }

  /** Few examples take little room. */
  private void makeRoom() {
    if (buffered == BUFFER) {
      sortBuffer();
    } else {
      int room = buffered == 0 ? FEW : BUFFER;
      keys = Arrays.copyOf(keys, room);
      weights = Arrays.copyOf(weights, room);
    }
  }

  private void sortBuffer() {
    keys = sort.sort(keys, buffered, SCORE_BITS);
    RankedScores.Builder sorted = new RankedScores.Builder(buffered);
    for (int i = 0; i < buffered; i++) {
      int score = (int) (keys[i] >> (INDEX_BITS + 1));
      float weight = weights[(int) (keys[i] >> 1) & (BUFFER - 1)];
      boolean positive = (keys[i] & 1) != 0;
      if (!sorted.endsWith(score)) {
        sorted.append(score, 0, 0);
      }
      sorted.add(positive ? weight : 0, positive ? 0 : weight);
    }
    buffered = 0;
    add(sorted.build());
  }

  /** Adds the examples of a ranking. */
  void add(RankedScores other) {
    rankings.add(other);
    int last = rankings.size() - 1;
    while (last > 0 && rankings.get(last - 1).size() < 2 * rankings.get(last).size()) {
      mergeLast();
      last--;
    }
  }

  private void mergeLast() {
    RankedScores last = rankings.remove(rankings.size() - 1);
    int before = rankings.size() - 1;
    rankings.set(before, rankings.get(before).merged(last).coarsened());
  }

  /** All examples so far. */
  RankedScores ranking() {
    if (buffered > 0) {
      sortBuffer();
    }
    while (rankings.size() > 1) {
      mergeLast();
    }
    return rankings.isEmpty() ? RankedScores.NONE : rankings.get(0);
  }
}
