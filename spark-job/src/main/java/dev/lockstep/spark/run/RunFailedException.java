package dev.lockstep.spark.run;

import java.util.List;

/**
 * A run that failed when there was a model already: the message tells the reason in full, and where
 * the model is.
 */
public final class RunFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String kept;

  /** For that reason, the first line the cause; kept tells where the model is. */
  RunFailedException(List<String> reason, String kept, Throwable cause) {
    super(String.join("\n", reason) + "\n" + kept, cause);
    this.kept = kept;
  }

  /** Where the model is, in words. */
  public String kept() {
    return kept;
  }
}
