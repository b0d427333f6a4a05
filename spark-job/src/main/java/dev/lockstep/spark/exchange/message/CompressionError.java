package dev.lockstep.spark.exchange.message;

/** What compression has cost so far: |compressed - exact| / |exact| over all that travelled. */
public final class CompressionError {
  private double squaredError;
  private double squaredNorm;

  synchronized void add(double error, double norm) {
    squaredError += error;
    squaredNorm += norm;
  }

  /** The two sums that it is made of. */
  synchronized RelayFrames.CompressionCost cost() {
    return new RelayFrames.CompressionCost(squaredError, squaredNorm);
  }

  /** 0 where nothing has travelled. */
  public synchronized double relative() {
    return squaredNorm > 0 ? Math.sqrt(squaredError / squaredNorm) : 0;
  }
}
