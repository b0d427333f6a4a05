package dev.lockstep.spark.exchange.topology;

/**
 * An executor of a session, as other executors call it.
 *
 * @param id unique in the session, as long as the executor's connection to the driver lasts
 * @param executor its name in Spark
 * @param port at which it listens, or 0 where it does not
 */
public record Member(String id, String executor, String host, int port) {
  /** At a connection that nobody has said anything over. */
  public static final Member NOBODY = new Member("", "", "", 0);

  /** For messages. */
  public String describe() {
    return "executor " + executor + " on " + host;
  }
}
