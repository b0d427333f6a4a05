package dev.lockstep.spark.cli;

/** A run that failed for a reason that the message tells in full. */
final class RunFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  RunFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
