package dev.lockstep.spark.exchange;

import java.time.Duration;

/**
 * How sessions run.
 *
 * @param port that the driver listens at, 0 for any
 * @param encrypt whether frames are encrypted
 * @param startTimeout within which all workers must have come
 * @param stepTimeout within which a round must be answered, lost workers and all
 * @param sessionSteps after so many steps a session is renewed at the epoch's end
 */
public record ExchangeSettings(
    int port, boolean encrypt, Duration startTimeout, Duration stepTimeout, long sessionSteps) {
  /** Milliseconds without a sign of life after which a worker's connection counts as dead. */
  static final int SILENCE_MILLIS = 10_000;
}
