package dev.lockstep.nn;

/**
 * The logistic function 1 / (1 + e^-z), to 2 units in the last place: e / (1 + e) or 1 / (1 + e)
 * with e = e^-|z|. The slope y (1 - y) is e / (1 + e)^2, which stays right to 5 units where y has
 * long been 1.
 */
public record Sigmoid() implements Activation {
  /** Its square lifts the smallest positive float above 1. */
  private static final float HUGE = 0x1p127f;

  @Override
  public boolean keepsSlope() {
    return true;
  }

  @Override
  public void forward(float[] y, float[] slope, int from, int to) {
    for (int i = from; i < to; i += Exponential.BLOCK) {
      int end = Math.min(to, i + Exponential.BLOCK);
      fractions(y, slope, i, end);
      signedPowers(y, i, end);
      exponentials(y, slope, i, end);
      values(y, slope, i, end);
    }
  }

  private static void fractions(float[] z, float[] fraction, int from, int to) {
    for (int i = from; i < to; i++) {
      fraction[i] = Exponential.fraction(Math.abs(z[i]));
    }
  }

  /** z = the power of e^-|z|, with the sign of z. */
  private static void signedPowers(float[] z, int from, int to) {
    for (int i = from; i < to; i++) {
      float power = Exponential.power(Exponential.whole(Math.abs(z[i])));
      z[i] = power * (2f * isPositive(z[i]) - 1f);
    }
  }

  /** powers = e^-|z| with the sign of z, fractions = what it lost in 1 + fraction; both scaled. */
  private static void exponentials(float[] powers, float[] fractions, int from, int to) {
    for (int i = from; i < to; i++) {
      float sum = 1f + fractions[i];
      float lost = (1f - sum) + fractions[i];
      fractions[i] = lost * Math.abs(powers[i]);
      powers[i] *= sum;
    }
  }

  /**
   * signed = the sigmoid, lost = its slope. What e and the sum 1 + e lost is added to the quotient.
   */
  private static void values(float[] signed, float[] lost, int from, int to) {
    for (int i = from; i < to; i++) {
      float positive = isPositive(signed[i]);
      float e = Math.abs(signed[i]) * Exponential.SCALE;
      float total = 1f + e;
      float y = Math.max(e, positive) / total;
      float inverse = Math.max(y, 1f - y);
      float more = (1f - positive) * (lost[i] * Exponential.SCALE) - y * ((1f - total) + e);
      signed[i] = y + more * inverse;
      lost[i] = e * inverse * inverse;
    }
  }

  /** 1 for a positive number, otherwise 0: a comparison would not be vectorized. */
  private static float isPositive(float x) {
    return Math.max(0f, Math.min(1f, x * HUGE * HUGE));
  }

  @Override
  public void backward(float[] slope, float[] dy, int from, int to) {
    for (int i = from; i < to; i++) {
      dy[i] *= slope[i];
    }
  }

  @Override
  public String kind() {
    return "sigmoid";
  }
}
