package dev.lockstep.spark.exchange.message;

import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.LayerStatistics;
import dev.lockstep.nn.Network;
import dev.lockstep.spark.exchange.message.Round.Kind;
import dev.lockstep.spark.exchange.wire.MalformedException;

/** The states that workers answer with, one for each shard, as bytes: what they are of. */
public record States(Network network, MetricSet metrics) {
  /** Most bytes that an answer to that kind of question takes. */
  long mostBytes(Kind kind) {
    return kind == Kind.LAYERS ? LayerStatistics.size(network) : metrics.mostBytes();
  }

  /** Throws MalformedException if the bytes are no answer to that kind of question. */
  void check(Kind kind, byte[] bytes) {
    try {
      if (kind == Kind.LAYERS) {
        LayerStatistics.of(network, bytes);
      } else {
        metrics.state(bytes);
      }
    } catch (IllegalArgumentException e) {
      throw new MalformedException("no state: " + e.getMessage(), e);
    }
  }
}
