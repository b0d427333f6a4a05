package dev.lockstep.spark.exchange.message;

/** The driver has let a worker go in the middle of a round: the session has ended. */
public final class ReleasedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ReleasedException() {
    super("the session has ended in the middle of a round");
  }
}
