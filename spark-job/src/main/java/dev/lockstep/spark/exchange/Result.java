package dev.lockstep.spark.exchange;

import java.util.List;

/**
 * A worker's answer to a round: the sums of the nodes that cover its shards, or a metric state for
 * each of its shards in order, as bytes, of which it has far fewer than in memory.
 */
record Result(List<NodeSum> sums, List<byte[]> states) {
  static Result ofSums(List<NodeSum> sums) {
    return new Result(sums, List.of());
  }

  static Result ofStates(List<byte[]> states) {
    return new Result(List.of(), states);
  }
}
