package dev.lockstep.spark.exchange.driver;

import org.jspecify.annotations.Nullable;

/** The workers of a session cannot go on. */
public final class SessionFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * A failure.
   *
   * @param message what went wrong first, on which executor and host where that is known
   * @param cause what the Spark job that held the workers failed with
   */
  public SessionFailedException(@Nullable String message, Throwable cause) {
    super(message, cause);
  }
}
