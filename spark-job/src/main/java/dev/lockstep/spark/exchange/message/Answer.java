package dev.lockstep.spark.exchange.message;

import java.util.List;

/**
 * A worker's answer to a round: the sums of the nodes that cover its shards, or a metric state for
 * each of its shards in order, as bytes, of which it has far fewer than in memory.
 */
public record Answer(List<NodeSum> sums, List<byte[]> states) {
  /** To a question for gradients. */
  public static Answer ofSums(List<NodeSum> sums) {
    return new Answer(sums, List.of());
  }

  /** To a question for metric states. */
  public static Answer ofStates(List<byte[]> states) {
    return new Answer(List.of(), states);
  }
}
