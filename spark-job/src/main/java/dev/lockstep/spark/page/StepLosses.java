package dev.lockstep.spark.page;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The loss step by step, in a bounded number of stretches of steps: whenever there are too many,
 * each two neighbours become one.
 */
final class StepLosses {
  private final long[] last;
  private final double[] mean;
  private final double[] least;
  private final double[] most;
  private int size;

  /** How many additions each stretch but the last holds. */
  private int each = 1;

  private int inLast;

  /**
   * None yet.
   *
   * @param capacity an even number of stretches at most
   */
  StepLosses(int capacity) {
    this.last = new long[capacity];
    this.mean = new double[capacity];
    this.least = new double[capacity];
    this.most = new double[capacity];
  }

  /**
   * Goes on with steps up to that one.
   *
   * @param step later than the one before
   */
  void add(long step, double meanLoss, double leastLoss, double mostLoss) {
    if (size == 0 || inLast == each) {
      if (size == last.length) {
        halve();
      }
      begin();
    }
    int i = size - 1;
    last[i] = step;
    mean[i] += (meanLoss - mean[i]) / ++inLast;
    least[i] = Math.min(least[i], leastLoss);
    most[i] = Math.max(most[i], mostLoss);
  }

  private void begin() {
    mean[size] = 0;
    least[size] = Double.POSITIVE_INFINITY;
    most[size] = Double.NEGATIVE_INFINITY;
    size++;
    inLast = 0;
  }

  private void halve() {
    size /= 2;
    each *= 2;
    for (int i = 0; i < size; i++) {
      last[i] = last[2 * i + 1];
      mean[i] = (mean[2 * i] + mean[2 * i + 1]) / 2;
      least[i] = Math.min(least[2 * i], least[2 * i + 1]);
      most[i] = Math.max(most[2 * i], most[2 * i + 1]);
    }
    inLast = each;
  }

  /** The last step of each stretch, the mean loss, the least and the most; not to be modified. */
  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("step", Arrays.copyOf(last, size));
    values.put("loss", Digits.of(Arrays.copyOf(mean, size)));
    if (!Arrays.equals(least, 0, size, most, 0, size)) {
      values.put("min", Digits.of(Arrays.copyOf(least, size)));
      values.put("max", Digits.of(Arrays.copyOf(most, size)));
    }
    return values;
  }
}
