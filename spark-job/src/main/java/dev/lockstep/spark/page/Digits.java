package dev.lockstep.spark.page;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;

/** As many digits as can be seen in a chart: the others would make pages three times as long. */
final class Digits {
  private static final MathContext SEEN = new MathContext(5);

  private Digits() {}

  /** The same numbers, rounded in place. */
  static double[] of(double[] numbers) {
    Arrays.setAll(numbers, i -> of(numbers[i]));
    return numbers;
  }

  /** The nearest number of five digits; what is not finite stays as it is. */
  static double of(double number) {
    return Double.isFinite(number) ? new BigDecimal(number).round(SEEN).doubleValue() : number;
  }
}
