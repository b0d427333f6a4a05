package dev.lockstep.spark.checkpoint;

import java.util.Map;

/**
 * What a checkpoint is one of: as much as decides the bits of the training.
 *
 * @param lockstepVersion whose format the state has
 * @param steps of the whole training
 * @param kernel that computes the matrix products
 * @param data digests of the rows of each split, by its name
 * @param config all keys that apply, by section and name
 */
public record Origin(
    String lockstepVersion,
    long steps,
    int shards,
    String kernel,
    Map<String, String> data,
    Map<String, Object> config) {}
