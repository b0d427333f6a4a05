package dev.lockstep.spark.exchange.message;

import dev.lockstep.spark.config.ExchangeConfig.GradientCompression;
import dev.lockstep.spark.config.PortRange;
import dev.lockstep.spark.exchange.wire.Credentials;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Where a session's driver listens, and what a worker needs to be let in and to answer. Travels in
 * the task's closure, over Spark's own connections.
 *
 * @param parameters number of floats in a parameter vector, which bounds what may be received
 * @param compression of the gradients that workers send
 * @param neighbours ports of which executors listen at one for each other, or null where they do
 *     not
 */
public record SessionAddress(
    String session,
    String host,
    int port,
    Credentials credentials,
    int parameters,
    GradientCompression compression,
    @Nullable PortRange neighbours)
    implements Serializable {
  /** Without the secret. */
  @Override
  public String toString() {
    return "session " + session + " at " + host + ":" + port;
  }
}
