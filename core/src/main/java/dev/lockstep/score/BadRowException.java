package dev.lockstep.score;

/** A row cannot be scored. The message names the column, what was found, and what is allowed. */
public final class BadRowException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  BadRowException(String message) {
    super(message);
  }
}
