package dev.lockstep.spark.output;

/**
 * What a user asked to be written.
 *
 * @param name how the user calls it: output.path or --output
 * @param overwrite whether what is there may be replaced, if it is of the same kind
 */
public record Output(String name, String path, boolean overwrite) {
  /** The run directory of a configuration. */
  public static Output runDirectory(String path, boolean overwrite) {
    return new Output("output.path", path, overwrite);
  }

  /** The table of a command line. */
  public static Output table(String path, boolean overwrite) {
    return new Output("--output", path, overwrite);
  }

  /** What a user must do for an output that exists to be replaced. */
  private String permission() {
    return name.equals("output.path") ? "set output.overwrite: true" : "give --overwrite";
  }

  OutputException exists() {
    return new OutputException(
        "the output "
            + path
            + " exists; choose another "
            + name
            + ", or "
            + permission()
            + " to replace it");
  }

  OutputException cannotBeWritten(Exception cause) {
    return new OutputException(
        "cannot write to " + name + " " + path + ": " + Reason.of(cause), cause);
  }
}
