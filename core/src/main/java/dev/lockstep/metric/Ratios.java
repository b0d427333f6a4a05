package dev.lockstep.metric;

/** Quotients of counts. */
final class Ratios {
  private Ratios() {}

  /** a / b, and 0 for 0 / 0, which is scikit-learn's answer for a class that never occurs. */
  static double orZero(double a, double b) {
    return b == 0 ? 0 : a / b;
  }
}
