package dev.lockstep.spark.data;

/**
 * A value that cannot be used; whoever reads the table adds column, file and row. Without a stack
 * trace, as it may be thrown for every row.
 */
final class BadValueException extends RuntimeException {
  private static final long serialVersionUID = 1;

  BadValueException(String message) {
    super(message, null, false, false);
  }
}
