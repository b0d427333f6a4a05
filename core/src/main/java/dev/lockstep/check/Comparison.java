package dev.lockstep.check;

/**
 * A gradient a beside differences b.
 *
 * @param error norm(a - b) / (norm(a) + norm(b)); 0 if both are 0
 * @param rounding the error that rounding alone may make
 */
public record Comparison(double error, double rounding, GradientVerdict verdict) {
  /** In float64, where differences round more than the gradient. */
  static Comparison ofFloat64(Norms norms, double rounding) {
    Comparison plain = of(norms, rounding);
    boolean hidden = plain.verdict != GradientVerdict.GREAT && plain.error <= plain.rounding;
    return hidden ? plain.judged(GradientVerdict.UNKNOWN) : plain;
  }

  /**
   * In float32, whose rounding is no fault: up to there the gradient is as right as it can be,
   * unless a fault would not be seen, either.
   */
  static Comparison ofFloat32(Norms norms, double rounding) {
    Comparison plain = of(norms, rounding);
    if (plain.error <= plain.rounding) {
      boolean hides =
          plain.rounding >= GradientVerdict.WORRY_FROM && plain.verdict != GradientVerdict.GREAT;
      return plain.judged(hides ? GradientVerdict.UNKNOWN : GradientVerdict.GREAT);
    }
    return plain;
  }

  /**
   * By the error alone.
   *
   * @param rounding of norm(a - b)
   */
  private static Comparison of(Norms norms, double rounding) {
    double sum = norms.a() + norms.b();
    if (norms.difference() == 0) {
      return new Comparison(0, sum == 0 ? 0 : rounding / sum, GradientVerdict.GREAT);
    }
    double error = norms.difference() / sum;
    return new Comparison(error, rounding / sum, GradientVerdict.of(error));
  }

  private Comparison judged(GradientVerdict other) {
    return new Comparison(error, rounding, other);
  }
}
