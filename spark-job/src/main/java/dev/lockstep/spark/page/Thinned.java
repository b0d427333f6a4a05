package dev.lockstep.spark.page;

import java.util.ArrayList;
import java.util.List;

/**
 * A bounded number of things out of any number that come one by one, equally far apart: the first
 * of each so many, and the last one.
 */
final class Thinned<T> {
  private final int most;
  private final List<T> kept = new ArrayList<>();
  private long seen;
  private long each = 1;

  /**
   * None yet.
   *
   * @param most how many are kept, beside the last one
   */
  Thinned(int most) {
    this.most = most;
  }

  void add(T thing) {
    dropPassing();
    if (seen % each == 0 && kept.size() == most) {
      each *= 2;
      List<T> half = new ArrayList<>();
      for (int i = 0; i < kept.size(); i += 2) {
        half.add(kept.get(i));
      }
      kept.clear();
      kept.addAll(half);
    }
    kept.add(thing);
    seen++;
  }

  /** The last one may have been kept for being the last alone. */
  private void dropPassing() {
    if (seen > 0 && (seen - 1) % each != 0) {
      kept.remove(kept.size() - 1);
    }
  }

  /** In the order in which they came; a copy. */
  List<T> list() {
    return List.copyOf(kept);
  }
}
