package dev.lockstep.optim.schedule;

/** What the hyperparameters of schedules must be. */
final class Checks {
  private Checks() {}

  static void rate(double rate) {
    if (!(rate > 0 && Double.isFinite(rate))) {
      throw new IllegalArgumentException("a learning rate must be positive, not " + rate);
    }
  }

  /** A rate that is only approached may be 0. */
  static void lowest(double min, double initial) {
    if (!(min >= 0 && min <= initial)) {
      throw new IllegalArgumentException(
          "the lowest learning rate must be at least 0 and at most the initial one, "
              + initial
              + ", not "
              + min);
    }
  }

  /** What rates are multiplied by, again and again. */
  static void decay(double decay) {
    if (!(decay > 0 && decay <= 1)) {
      throw new IllegalArgumentException("decay must lie in (0, 1], not " + decay);
    }
  }

  static void atLeast(long least, String name, long found) {
    if (found < least) {
      throw new IllegalArgumentException(name + " must be at least " + least + ", not " + found);
    }
  }
}
