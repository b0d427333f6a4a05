package dev.lockstep.spark.exchange.wire;

/** Bytes that cannot have come from the other end of a session. */
public final class MalformedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public MalformedException(String message) {
    super(message);
  }

  public MalformedException(String message, Throwable cause) {
    super(message, cause);
  }
}
