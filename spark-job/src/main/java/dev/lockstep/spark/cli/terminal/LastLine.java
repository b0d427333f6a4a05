package dev.lockstep.spark.cli.terminal;

import dev.lockstep.spark.report.progress.Events;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParseResult;

/**
 * The last line that a command prints: what came of it. On standard error, after all of standard
 * output.
 */
public final class LastLine {
  private final long start = System.nanoTime();
  private final PrintStream terminal;
  private final Optional<Events> events;
  private String command = "lockstep";
  private String what = "";
  private boolean help;

  /**
   * Of the command that is about to run.
   *
   * @param events take it instead, if machines read standard error
   */
  public LastLine(PrintStream terminal, Optional<Events> events) {
    this.terminal = terminal;
    this.events = events;
  }

  /** What runs; whoever asks for help gets no other line. */
  public void of(ParseResult parsed) {
    ParseResult last = parsed;
    while (last.hasSubcommand()) {
      help |= isHelp(last);
      last = last.subcommand();
    }
    help |= isHelp(last) || last.commandSpec().userObject() instanceof HelpCommand;
    command = last.commandSpec().qualifiedName();
  }

  private static boolean isHelp(ParseResult parsed) {
    return parsed.isUsageHelpRequested() || parsed.isVersionHelpRequested();
  }

  /** What a command has done, if it tells. */
  public void done(@Nullable Object result) {
    what = result instanceof String told ? told : "";
  }

  /** What a command that cannot even be parsed is called, and why it failed. */
  public void failed(String name, String why) {
    command = name;
    failed(why);
  }

  /** Why the command failed, of which the first line is told. */
  public void failed(String why) {
    what = why.lines().findFirst().orElse("");
  }

  /**
   * Prints it.
   *
   * @param interrupted whether the process was told to end, which decides its exit code; what was
   *     done by then stays done
   */
  public void print(int code, boolean interrupted) {
    if (help) {
      return;
    }
    System.out.flush();
    String status = isDone(code) ? "done" : interrupted ? "interrupted" : "failed";
    double seconds = (System.nanoTime() - start) / 1e9;
    OptionalInt exitCode = interrupted ? OptionalInt.empty() : OptionalInt.of(code);
    events.ifPresentOrElse(
        machine -> machine.tell("end", fields(status, exitCode, seconds)),
        () -> terminal.println(line(status, exitCode, seconds)));
  }

  /** A model that is not promoted has been trained. */
  private static boolean isDone(int code) {
    return code == 0 || code == Failure.NOT_PROMOTED;
  }

  private Map<String, Object> fields(String status, OptionalInt exitCode, double seconds) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("command", command);
    fields.put("status", status);
    exitCode.ifPresent(code -> fields.put("exit_code", code));
    fields.put("seconds", seconds);
    fields.put("message", what);
    return fields;
  }

  private String line(String status, OptionalInt exitCode, double seconds) {
    String told = what.isEmpty() ? "" : ": " + what;
    String code =
        exitCode.isPresent()
            ? String.format(Locale.ROOT, "(exit code %d)", exitCode.getAsInt())
            : "(and told to end meanwhile)";
    return switch (status) {
      case "interrupted" ->
          String.format(Locale.ROOT, "%s: interrupted after %.1f s", command, seconds);
      case "done" ->
          String.format(Locale.ROOT, "%s: done in %.1f s%s %s", command, seconds, told, code);
      default -> String.format(Locale.ROOT, "%s: failed %s%s", command, code, told);
    };
  }
}
