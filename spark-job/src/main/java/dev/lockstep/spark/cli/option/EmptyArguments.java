package dev.lockstep.spark.cli.option;

import java.util.Locale;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Arguments without a character: nothing that a command takes may be empty, and what is comes from
 * a variable of a shell that is not set. Where it goes, nobody could tell any more what was meant.
 */
public final class EmptyArguments {
  private EmptyArguments() {}

  /** Throws ParameterException that names the first that is empty, of the command or a parent. */
  public static void refuse(ParseResult parsed) {
    for (ArgSpec argument : parsed.matchedArgs()) {
      if (argument.originalStringValues().contains("")) {
        throw new ParameterException(
            parsed.commandSpec().commandLine(),
            String.format(Locale.ROOT, "Empty value for %s", describe(argument)));
      }
    }
    if (parsed.hasSubcommand()) {
      refuse(parsed.subcommand());
    }
  }

  /** As picocli names it in its own messages. */
  private static String describe(ArgSpec argument) {
    return argument instanceof OptionSpec option
        ? "option '" + option.longestName() + "' (" + option.paramLabel() + ")"
        : "positional parameter " + argument.paramLabel();
  }
}
