package dev.lockstep.spark.run.job;

import java.util.List;

/** A gradient is not that of the loss: the message names the tensors, and what to look at. */
public final class WrongGradientException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** For those reasons. */
  public WrongGradientException(List<String> faults) {
    super(String.join("\n", faults));
  }
}
