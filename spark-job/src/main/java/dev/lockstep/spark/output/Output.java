package dev.lockstep.spark.output;

/**
 * What a user asked to be written.
 *
 * @param name how the user calls it: output.path or --output
 * @param overwrite whether what is there may be replaced, if it is of the same kind
 * @param resume whether checkpoints that an earlier process left stay, to be gone on from
 */
public record Output(String name, String path, boolean overwrite, boolean resume) {
  /** The run directory of a configuration. */
  public static Output runDirectory(String path, boolean overwrite) {
    return new Output("output.path", path, overwrite, false);
  }

  /** The table of a command line. */
  public static Output table(String path, boolean overwrite) {
    return new Output("--output", path, overwrite, false);
  }

  /** The file that an option of a command line names. */
  public static Output file(String option, String path, boolean overwrite) {
    return new Output(option, path, overwrite, false);
  }

  /** The same, of a run that goes on from the checkpoints that there are. */
  public Output resumed() {
    return new Output(name, path, overwrite, true);
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

  /** Somebody can go on with what is in that directory, and nobody said what becomes of it. */
  OutputException unfinished(String directory, OutputKind kind) {
    return new OutputException(
        directory
            + " holds "
            + kind.unfinished()
            + ", or "
            + permission()
            + " to remove it and begin anew, or choose another "
            + name);
  }

  OutputException cannotBeWritten(Exception cause) {
    return new OutputException(
        "cannot write to " + name + " " + path + ": " + Reason.of(cause), cause);
  }
}
