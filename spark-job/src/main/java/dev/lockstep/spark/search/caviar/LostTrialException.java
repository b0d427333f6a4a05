package dev.lockstep.spark.search.caviar;

/** Executors were lost again and again while they ran the same task. */
final class LostTrialException extends RuntimeException {
  private static final long serialVersionUID = 1;

  LostTrialException(Throwable cause) {
    super("the executors that ran it were lost", cause);
  }
}
