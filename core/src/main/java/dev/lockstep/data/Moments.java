package dev.lockstep.data;

/**
 * Count, mean and deviation of one column, mergeable. The sums are carried in double-double, some
 * 106 bits (Dekker, 1971), so that grouping the rows differently changes them far below what
 * float32 can hold: the standardized features, and every bit trained from them, do not depend on
 * how the input is partitioned.
 */
public final class Moments {
  private long count;
  private double sum;
  private double sumError;
  private double squares;
  private double squaresError;

  /** Adds one finite value. */
  public void add(double x) {
    count++;
    addToSum(x, 0);
    double square = x * x;
    addToSquares(square, Math.fma(x, x, -square));
  }

  /** Adds the moments of other rows. */
  public void merge(Moments other) {
    count += other.count;
    addToSum(other.sum, other.sumError);
    addToSquares(other.squares, other.squaresError);
  }

  private void addToSum(double high, double low) {
    double total = sum + high;
    double error = twoSumError(sum, high, total) + (sumError + low);
    sum = total + error;
    sumError = error - (sum - total);
  }

  private void addToSquares(double high, double low) {
    double total = squares + high;
    double error = twoSumError(squares, high, total) + (squaresError + low);
    squares = total + error;
    squaresError = error - (squares - total);
  }

  /** What rounding took from a + b = total (Knuth). */
  private static double twoSumError(double a, double b, double total) {
    double rest = total - a;
    return (a - (total - rest)) + (b - rest);
  }

  /** Number of values. */
  public long count() {
    return count;
  }

  /** The mean; 0 without values. */
  public double mean() {
    return count == 0 ? 0 : (sum + sumError) / count;
  }

  /** The population deviation; 0 for a constant column. */
  public double deviation() {
    if (count == 0) {
      return 0;
    }
    // sum of (x - mean)^2 = squares - sum^2/n, whose digits cancel: therefore with the low parts
    // and fused multiplication.
    double mean = sum / count;
    double meanError = (Math.fma(-mean, (double) count, sum) + sumError) / count;
    double product = sum * mean;
    double productError = Math.fma(sum, mean, -product) + sum * meanError + sumError * mean;
    double variance = ((squares - product) + (squaresError - productError)) / count;
    double deviation = Math.sqrt(Math.max(variance, 0));
    // Below what 106 bits can tell from zero, the column is constant.
    return deviation <= Math.abs(mean) * 0x1p-48 ? 0 : deviation;
  }

  /** The state as plain numbers, for the wire. */
  public double[] toArray() {
    return new double[] {count, sum, sumError, squares, squaresError};
  }

  /** The moments that {@link #toArray} described. */
  public static Moments of(double[] numbers) {
    Moments moments = new Moments();
    moments.count = (long) numbers[0];
    moments.sum = numbers[1];
    moments.sumError = numbers[2];
    moments.squares = numbers[3];
    moments.squaresError = numbers[4];
    return moments;
  }
}
