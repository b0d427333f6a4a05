package dev.lockstep.spark.output;

/** A run directory that could be written when the run began cannot be completed. */
public final class RunNotWrittenException extends RuntimeException {
  private static final long serialVersionUID = 1;

  RunNotWrittenException(String message) {
    super(message);
  }

  /** For that reason. */
  public RunNotWrittenException(Exception cause) {
    super("cannot write the run directory: " + Reason.of(cause), cause);
  }
}
