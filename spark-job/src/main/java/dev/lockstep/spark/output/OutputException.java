package dev.lockstep.spark.output;

/** The output that a command is asked for cannot be written there. */
public class OutputException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public OutputException(String message) {
    super(message);
  }

  public OutputException(String message, Throwable cause) {
    super(message, cause);
  }
}
