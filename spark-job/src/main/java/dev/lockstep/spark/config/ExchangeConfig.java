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
    long sessionSteps) {}
