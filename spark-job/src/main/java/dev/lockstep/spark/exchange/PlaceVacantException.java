package dev.lockstep.spark.exchange;

/** A worker was lost, and Spark has not started another attempt: it may lack a slot for it. */
final class PlaceVacantException extends RuntimeException {
  private static final long serialVersionUID = 1;

  PlaceVacantException(String message) {
    super(message);
  }
}
