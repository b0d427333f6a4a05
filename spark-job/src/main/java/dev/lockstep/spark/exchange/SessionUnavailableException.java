package dev.lockstep.spark.exchange;

/** The workers of a session cannot all run at once. */
public final class SessionUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  SessionUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
