package dev.lockstep.spark.tracking;

/**
 * A figure of a training at some step.
 *
 * @param name such as "dev/accuracy"
 * @param steps taken by then
 * @param millis since 1970
 */
record Point(String name, long steps, long millis, double value) {}
