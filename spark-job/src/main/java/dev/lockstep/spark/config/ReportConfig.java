package dev.lockstep.spark.config;

import java.util.Optional;

/**
 * Who is told of a run beside its directory.
 *
 * @param tensorboard whether there are event files
 * @param mlflowExperiment of which the run becomes one on an MLflow server; empty for none
 * @param mlflowUri of the server; empty for what the environment says
 */
public record ReportConfig(
    boolean tensorboard, Optional<String> mlflowExperiment, Optional<String> mlflowUri) {
  /** Whether that is the address of a server, without a password in it. */
  public static boolean isUri(String uri) {
    return uri.matches("https?://[^\\s/@]+(/\\S*)?");
  }

  /** An address without the name and password in it, for messages. */
  public static String masked(String uri) {
    return uri.replaceFirst("//[^/@]*@", "//...@");
  }
}
