package dev.lockstep.spark.output;

/** Another process that lives is writing the same output. */
public final class OutputInUseException extends OutputException {
  private static final long serialVersionUID = 1;

  public OutputInUseException(String message) {
    super(message);
  }
}
