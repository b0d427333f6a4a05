package dev.lockstep.spark.report;

/** The output that a configuration asks for cannot be written. */
public final class OutputException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public OutputException(String message) {
    super(message);
  }

  public OutputException(String message, Throwable cause) {
    super(message, cause);
  }
}
