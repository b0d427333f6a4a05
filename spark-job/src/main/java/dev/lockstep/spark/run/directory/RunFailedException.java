package dev.lockstep.spark.run.directory;

import java.util.List;

/**
 * A run that failed when there was something to go on from already: the message tells the reason in
 * full, and where that is.
 */
public final class RunFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String kept;

  /** For that reason, the first line the cause; kept tells where what there is lies. */
  public RunFailedException(List<String> reason, String kept, Throwable cause) {
    super(String.join("\n", reason) + "\n" + kept, cause);
    this.kept = kept;
  }

  /** Where what there is lies, in words. */
  public String kept() {
    return kept;
  }
}
