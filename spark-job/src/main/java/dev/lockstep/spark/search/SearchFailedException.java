package dev.lockstep.spark.search;

/** No trial of a search has come to its end with a figure, or one is not what it was. */
public final class SearchFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public SearchFailedException(String message) {
    super(message);
  }
}
