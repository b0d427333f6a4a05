package dev.lockstep.spark.table;

import dev.lockstep.spark.failure.PlainText;

/**
 * The data cannot be trained on or scored. The message names column, file and row, what was found,
 * what is allowed, what to do.
 */
public final class BadDataException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public BadDataException(String message) {
    super(PlainText.lines(message));
  }

  public BadDataException(String message, Throwable cause) {
    super(PlainText.lines(message), cause);
  }
}
