package dev.lockstep.spark.cli;

import dev.lockstep.spark.report.Events;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParseResult;

/**
 * The last line that a command prints: what came of it. On standard error, after all of standard
 * output.
 */
final class LastLine {
  private final long start = System.nanoTime();
  private final PrintStream terminal;
  private final Optional<Events> events;
  private String command = "lockstep";
  private String what = "";
  private boolean help;

  /** Of the command that is about to run. */
  LastLine(SparkLog log) {
    this.terminal = log.terminal();
    this.events = log.events();
  }

  /** What runs; whoever asks for help gets no other line. */
  void of(ParseResult parsed) {
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
  void done(@Nullable Object result) {
    what = result instanceof String told ? told : "";
  }

  /** What a command that cannot even be parsed is called, and why it failed. */
  void failed(String name, String why) {
    command = name;
    failed(why);
  }

  /** Why the command failed, of which the first line is told. */
  void failed(String why) {
    what = why.lines().findFirst().orElse("");
  }

  /** Prints it. */
  void print(int code, boolean interrupted) {
    if (help) {
      return;
    }
    System.out.flush();
    String status = interrupted ? "interrupted" : isDone(code) ? "done" : "failed";
    double seconds = (System.nanoTime() - start) / 1e9;
    events.ifPresentOrElse(
        machine -> machine.tell("end", fields(status, code, seconds)),
        () -> terminal.println(line(status, code, seconds)));
  }

  /** A model that is not promoted has been trained. */
  private static boolean isDone(int code) {
    return code == 0 || code == Failure.NOT_PROMOTED;
  }

  private Map<String, Object> fields(String status, int code, double seconds) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("command", command);
    fields.put("status", status);
    if (!status.equals("interrupted")) {
      fields.put("exit_code", code);
    }
    fields.put("seconds", seconds);
    fields.put("message", what);
    return fields;
  }

  private String line(String status, int code, double seconds) {
    String told = what.isEmpty() ? "" : ": " + what;
    return switch (status) {
      case "interrupted" ->
          String.format(Locale.ROOT, "%s: interrupted after %.1f s", command, seconds);
      case "done" ->
          String.format(
              Locale.ROOT, "%s: done in %.1f s%s (exit code %d)", command, seconds, told, code);
      default -> String.format(Locale.ROOT, "%s: failed (exit code %d)%s", command, code, told);
    };
  }
}
