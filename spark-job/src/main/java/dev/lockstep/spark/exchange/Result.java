package dev.lockstep.spark.exchange;

import dev.lockstep.metric.MetricState;
import java.util.List;

/**
 * A worker's answer to a round: the sums of the nodes that cover its shards, or a metric state for
 * each of its shards in order.
 */
record Result(List<NodeSum> sums, List<MetricState> states) {
  static Result ofSums(List<NodeSum> sums) {
    return new Result(sums, List.of());
  }

  static Result ofStates(List<MetricState> states) {
    return new Result(List.of(), states);
  }
}
