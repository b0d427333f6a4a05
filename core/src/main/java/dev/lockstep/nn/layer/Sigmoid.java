package dev.lockstep.nn.layer;

/**
 * The logistic function 1 / (1 + e^-z) = e / (1 + e) with e = e^z, to 2 units in the last place.
 * The slope e / (1 + e)^2 stays right to 5 units up to z = 70, where y has long been 1, and from
 * there on is what it is at 70: 4e-31.
 */
public record Sigmoid() implements Activation {
  /** Where e is as large as {@link #SCALE} lets it be. */
  private static final float MOST = 70f;

  /** What e is multiplied by, so that it is a normal number at {@link Exponential#LEAST} too. */
  private static final float SCALE = 0x1p26f;

  @Override
  public boolean keepsSlope() {
    return true;
  }

  @Override
  public void forward(float[] y, float[] slope, int from, int to) {
    for (int i = from; i < to; i += Exponential.BLOCK) {
      int end = Math.min(to, i + Exponential.BLOCK);
      exponents(y, slope, i, end);
      powers(y, i, end);
      values(y, slope, i, end);
    }
  }

  /** z = the exponent of e^z, and its fraction. */
  private static void exponents(float[] z, float[] fraction, int from, int to) {
    for (int i = from; i < to; i++) {
      float v = Math.max(Exponential.LEAST, Math.min(MOST, z[i]));
      z[i] = Exponential.exponent(v);
      fraction[i] = Exponential.fraction(v, z[i]);
    }
  }

  private static void powers(float[] exponents, int from, int to) {
    for (int i = from; i < to; i++) {
      exponents[i] = Exponential.power(exponents[i]);
    }
  }

  /**
   * powers = the sigmoid, fractions = its slope. What e and the sum 1 + e lost is added to the
   * quotient.
   */
  private static void values(float[] powers, float[] fractions, int from, int to) {
    for (int i = from; i < to; i++) {
      float f = fractions[i];
      float square = powers[i] * powers[i] * SCALE;
      float sum = 1f + f;
      float e = square * sum;
      float total = SCALE + e;
      float rest = total - SCALE;
      float lost = (SCALE - (total - rest)) + (e - rest);
      float y = e / total;
      float inverse = SCALE / total;
      float more = ((1f - sum) + f) * square * (1f - y) - y * lost;
      y += more * (inverse * (1f / SCALE));
      powers[i] = y;
      fractions[i] = y * inverse;
    }
  }

  @Override
  public void backward(float[] slope, float[] dy, int from, int to) {
    for (int i = from; i < to; i++) {
      dy[i] *= slope[i];
    }
  }

  /** The slope is y (1 - y), and 1/4 at the steepest place. */
  @Override
  public boolean isFlat(float y) {
    return y * (1 - (double) y) < 0.01 / 4;
  }

  @Override
  public String kind() {
    return "sigmoid";
  }
}
