package dev.lockstep.spark.exchange;

/**
 * The workers of a session cannot go on. The cause is what the Spark job that held them failed
 * with.
 */
public final class SessionFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  SessionFailedException(Throwable cause) {
    super(cause.getMessage(), cause);
  }
}
