package dev.lockstep.spark.memory;

/** What Spark takes of a heap. */
final class SparkShare {
  /** What a Spark driver, or all of Spark in local mode, keeps while it runs. */
  static final long DRIVER_BYTES = 120L << 20;

  /** What Spark keeps in an executor. */
  static final long EXECUTOR_BYTES = 90L << 20;

  /** Of a heap that is full, a garbage collector makes nothing. */
  static final double ROOM = 0.08;

  /**
   * Spark gives tasks and blocks this share of the heap beyond its reserve: spark.memory.fraction.
   */
  private static final double FRACTION = 0.6;

  private static final long RESERVE = 300L << 20;

  private SparkShare() {}

  /** Bytes for tasks and blocks of a heap. */
  static long of(long heap) {
    return (long) (FRACTION * (heap - RESERVE));
  }

  /**
   * The same where bytes that it does not count, and all that Spark keeps, just fit beside it: it
   * writes rows to disk then.
   */
  static long where(long uncounted) {
    double rest = uncounted + DRIVER_BYTES - FRACTION * RESERVE;
    double heap = rest / (1 - ROOM - FRACTION);
    return (long) Math.max(0, FRACTION * (heap - RESERVE));
  }
}
