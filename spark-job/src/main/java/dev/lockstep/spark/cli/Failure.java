package dev.lockstep.spark.cli;

import dev.lockstep.model.CorruptModelException;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.data.BadDataException;
import dev.lockstep.spark.exchange.SessionFailedException;
import dev.lockstep.spark.exchange.SessionUnavailableException;
import dev.lockstep.spark.report.OutputException;
import java.io.PrintWriter;
import java.util.concurrent.CancellationException;
import org.apache.spark.SparkException;
import org.jspecify.annotations.Nullable;

/**
 * How a failure reaches the user: what went wrong first, and an exit code that tells whose turn it
 * is.
 */
final class Failure {
  static final int RUNNING = 1;
  static final int USAGE = 2;
  static final int DATA = 3;

  private Failure() {}

  /** Prints the message; gives the exit code. */
  static int report(Throwable failure, PrintWriter err, boolean stacktrace) {
    Throwable known = firstKnown(failure);
    if (known != null) {
      String.valueOf(known.getMessage()).lines().forEach(line -> err.println("error: " + line));
    } else {
      reportUnknown(failure, err);
    }
    if (stacktrace) {
      failure.printStackTrace(err);
    }
    err.flush();
    return known == null ? RUNNING : exitCode(known);
  }

  /** Says that the command was told to end; gives the exit code, should the process live on. */
  static int reportInterruption(PrintWriter err) {
    err.println("interrupted");
    err.flush();
    return RUNNING;
  }

  private static void reportUnknown(Throwable failure, PrintWriter err) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    err.println("error: " + describe(root));
    if (failure != root) {
      err.println("  while: " + describe(failure).lines().findFirst().orElse(""));
    }
    err.println("  run again with --stacktrace before the command for the whole stack trace");
  }

  private static String describe(Throwable failure) {
    String name = failure.getClass().getSimpleName();
    if (failure instanceof SparkException && failure.getMessage() != null) {
      return failure.getMessage();
    }
    return failure.getMessage() == null ? name : name + ": " + failure.getMessage();
  }

  private static @Nullable Throwable firstKnown(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (exitCode(cause) != RUNNING || explainsItself(cause)) {
        return cause;
      }
    }
    return null;
  }

  private static boolean explainsItself(Throwable failure) {
    return failure instanceof RunFailedException
        || failure instanceof SessionUnavailableException
        || failure instanceof SessionFailedException
        || failure instanceof CancellationException;
  }

  private static int exitCode(Throwable failure) {
    if (failure instanceof ConfigException || failure instanceof OutputException) {
      return USAGE;
    }
    if (failure instanceof BadDataException || failure instanceof CorruptModelException) {
      return DATA;
    }
    return RUNNING;
  }
}
