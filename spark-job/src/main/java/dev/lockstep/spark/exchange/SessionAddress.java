package dev.lockstep.spark.exchange;

import java.io.Serializable;

/**
 * Where a session's driver listens, and what a worker needs to be let in. Travels in the task's
 * closure, over Spark's own connections.
 *
 * @param secret of this session only, random
 * @param encrypt whether frames are encrypted, not only authenticated
 * @param parameters number of floats in a parameter vector, which bounds what may be received
 * @param silence milliseconds without a sign of life after which a connection counts as dead
 */
record SessionAddress(
    String session,
    String host,
    int port,
    String secret,
    boolean encrypt,
    int parameters,
    int silence)
    implements Serializable {
  /** Without the secret. */
  @Override
  public String toString() {
    return "session " + session + " at " + host + ":" + port;
  }
}
