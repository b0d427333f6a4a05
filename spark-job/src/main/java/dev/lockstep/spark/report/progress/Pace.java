package dev.lockstep.spark.report.progress;

import java.time.Duration;

/**
 * How fast steps follow one another. A standstill does not count: an evaluation, a lost executor;
 * nor does the first step, which warms up.
 */
final class Pace {
  private static final long STANDSTILL_NANOS = Duration.ofSeconds(1).toNanos();

  /** Times the mean step that a standstill lasts at least. */
  private static final int FACTOR = 10;

  private final long start;
  private long begun;
  private long last;
  private long first;
  private long steps;
  private long nanos;
  private boolean stood;

  /** From that time on, in nanoseconds. */
  Pace(long start) {
    this.start = start;
    last = start;
  }

  /** Of a training that so many steps have been taken of before, which do not count. */
  void begin(long before) {
    begun = before;
  }

  /** A step has been taken. */
  void step(long now) {
    long gap = now - last;
    last = now;
    if (first == 0) {
      first = gap;
    } else if (isStandstill(gap)) {
      stood = true;
    } else {
      stood = false;
      nanos += gap;
      steps++;
    }
  }

  /** Of two in a row, the second is what steps take by now. */
  private boolean isStandstill(long gap) {
    return !stood && gap > STANDSTILL_NANOS && gap > FACTOR * (steps == 0 ? first : nanos / steps);
  }

  /** What a step takes. */
  double secondsPerStep() {
    return (steps == 0 ? first : nanos / (double) steps) / 1e9;
  }

  /**
   * How many there were each second, standstills included.
   *
   * @param taken number of steps, up to the latest
   */
  double stepsPerSecond(long taken) {
    return (taken - begun) / ((last - start) / 1e9);
  }
}
