package dev.lockstep.spark.search;

/** No trial of a search has come to its end with a figure. */
public final class SearchFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  SearchFailedException(String message) {
    super(message);
  }
}
