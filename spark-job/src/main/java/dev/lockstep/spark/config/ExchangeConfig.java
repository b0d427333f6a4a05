package dev.lockstep.spark.config;

import java.time.Duration;

/**
 * How the long-lived tasks of a session exchange gradients with the driver; see the keys of section
 * exchange.
 */
public record ExchangeConfig(
    int port,
    Protection protection,
    GradientCompression compression,
    Duration startTimeout,
    Duration stepTimeout,
    long sessionSteps) {
  static ExchangeConfig of(Values values) {
    return new ExchangeConfig(
        values.get(ExchangeKeys.PORT),
        values.get(ExchangeKeys.PROTECTION),
        values.get(ExchangeKeys.COMPRESSION),
        Duration.ofSeconds(values.get(ExchangeKeys.START_TIMEOUT)),
        Duration.ofSeconds(values.get(ExchangeKeys.STEP_TIMEOUT)),
        values.get(ExchangeKeys.SESSION_STEPS));
  }
}
