package dev.lockstep.spark.table.value;

import dev.lockstep.spark.failure.PlainText;

/**
 * A value that cannot be used; whoever reads the table adds column, file and row. Without a stack
 * trace, as it may be thrown for every row.
 */
public final class BadValueException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public BadValueException(String message) {
    super(PlainText.of(message), null, false, false);
  }
}
