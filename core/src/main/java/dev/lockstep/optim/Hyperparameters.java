package dev.lockstep.optim;

/** Checks shared by the optimizers' records. */
final class Hyperparameters {
  private Hyperparameters() {}

  static void decay(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + " must lie in [0, 1), not " + value);
    }
  }

  static void epsilon(double value) {
    // In float32, where it is used: 0 / (sqrt(0) + 0) would be NaN.
    if (!((float) value > 0 && Double.isFinite(value))) {
      throw new IllegalArgumentException("epsilon must be positive in float32, not " + value);
    }
  }
}
