package dev.lockstep.spark.exchange.message;

import java.util.List;

/**
 * What a worker has measured of its part of a mini-batch in the middle of a round, to be added to
 * what the others have.
 *
 * @param round its number
 * @param number which of the round's sums it is, from 0
 * @param nodes [n] each, the sums of the nodes that cover the worker's shards, in their order
 */
public record PartSums(long round, int number, List<double[]> nodes) {}
