package dev.lockstep.spark.words;

/** Arguments of commands that people copy into a shell. */
public final class ShellWord {
  private ShellWord() {}

  /** The argument as one word of a shell: as it is, or in quotes. */
  public static String of(String argument) {
    return argument.matches("[\\p{L}\\p{N}_./:=,@%+-]+")
        ? argument
        : "'" + argument.replace("'", "'\\''") + "'";
  }
}
