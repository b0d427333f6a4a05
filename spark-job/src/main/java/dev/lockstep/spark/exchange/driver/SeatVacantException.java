package dev.lockstep.spark.exchange.driver;

/** A worker was lost, and Spark has not started another attempt: it may lack a slot for it. */
public final class SeatVacantException extends RuntimeException {
  private static final long serialVersionUID = 1;

  SeatVacantException(String message) {
    super(message);
  }
}
