package dev.lockstep.spark.exchange.driver;

import dev.lockstep.spark.exchange.topology.Member;
import dev.lockstep.spark.exchange.wire.Frame;

/** The connection of an executor, whose workers share it. */
interface Link {
  /** How other executors call it. */
  Member member();

  /** Sends frames. Must not block. */
  void send(Frame... frames);
}
