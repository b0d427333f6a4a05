package dev.lockstep.diagnosis;

/**
 * How many examples the error of each split was measured on, 0 for a split that is not there: two
 * errors differ by chance the more, the fewer these are.
 */
public record ExampleCounts(long train, long dev, long test) {
  /** So many that chance does not count: errors that are known exactly. */
  public static final ExampleCounts MANY =
      new ExampleCounts(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
}
