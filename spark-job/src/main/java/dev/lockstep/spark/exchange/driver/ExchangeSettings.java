package dev.lockstep.spark.exchange.driver;

import dev.lockstep.spark.config.ExchangeConfig.GradientCompression;
import dev.lockstep.spark.config.ExchangeConfig.Protection;
import dev.lockstep.spark.config.ExchangeConfig.Routes;
import java.time.Duration;

/**
 * How sessions run.
 *
 * @param port that the driver listens at, 0 for any
 * @param protection of frames
 * @param compression of gradients from executors
 * @param startTimeout within which all workers must have come, and lost ones be replaced
 * @param stepTimeout within which a round must be answered, lost workers and all
 * @param sessionSteps after so many steps a session is renewed at the epoch's end
 * @param routes how sums and parameters travel
 */
public record ExchangeSettings(
    int port,
    Protection protection,
    GradientCompression compression,
    Duration startTimeout,
    Duration stepTimeout,
    long sessionSteps,
    Routes routes) {}
