package dev.lockstep.spark.config;

/**
 * Where the run directory goes.
 *
 * @param overwrite whether one that exists is replaced
 */
public record OutputConfig(String path, boolean overwrite) {}
