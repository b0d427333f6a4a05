package dev.lockstep.spark.exchange.message;

import java.util.List;

/**
 * A worker's answer to a round: the sums of the nodes that cover its shards, or a state for each of
 * its shards in order, as bytes, of which it has far fewer than in memory.
 *
 * @param gradients how many elements of a sum, the first of them, are gradients; those behind are
 *     what shards measure of buffers, and keep all their digits
 */
public record Answer(List<NodeSum> sums, int gradients, List<byte[]> states) {
  /** To a question for gradients. */
  public static Answer ofSums(List<NodeSum> sums, int gradients) {
    return new Answer(sums, gradients, List.of());
  }

  /** To a question for states. */
  public static Answer ofStates(List<byte[]> states) {
    return new Answer(List.of(), 0, states);
  }
}
