package dev.lockstep.spark.exchange;

import dev.lockstep.spark.config.ExchangeConfig.GradientCompression;
import dev.lockstep.spark.config.ExchangeConfig.Protection;
import java.time.Duration;
import java.util.Locale;

/**
 * How sessions run.
 *
 * @param port that the driver listens at, 0 for any
 * @param protection of frames
 * @param compression of gradients from executors
 * @param startTimeout within which all workers must have come, and lost ones be replaced
 * @param stepTimeout within which a round must be answered, lost workers and all
 * @param sessionSteps after so many steps a session is renewed at the epoch's end
 */
public record ExchangeSettings(
    int port,
    Protection protection,
    GradientCompression compression,
    Duration startTimeout,
    Duration stepTimeout,
    long sessionSteps) {
  /** Milliseconds without a sign of life after which a connection counts as dead. */
  static final int SILENCE_MILLIS = 10_000;

  /** Milliseconds between signs of life, where there is nothing else to say. */
  static final int HEARTBEAT_MILLIS = SILENCE_MILLIS / 8;

  /** Why a connection over which nothing comes is closed. */
  static String silence(String whom) {
    return String.format(
        Locale.ROOT, "nothing was heard from %s for %d s", whom, SILENCE_MILLIS / 1000);
  }
}
