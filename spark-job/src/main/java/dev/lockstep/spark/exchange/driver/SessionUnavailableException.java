package dev.lockstep.spark.exchange.driver;

import org.jspecify.annotations.Nullable;

/** The workers of a session cannot all run at once. */
public final class SessionUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** A reason, and what is behind it. */
  public SessionUnavailableException(@Nullable String message, Throwable cause) {
    super(message, cause);
  }
}
