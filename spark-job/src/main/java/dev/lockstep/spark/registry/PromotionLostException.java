package dev.lockstep.spark.registry;

/** Somebody else has changed what is current, since it was looked at. */
public final class PromotionLostException extends RuntimeException {
  private static final long serialVersionUID = 1;

  PromotionLostException(String message) {
    super(message);
  }
}
