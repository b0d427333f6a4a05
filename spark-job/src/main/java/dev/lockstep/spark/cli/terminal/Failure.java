package dev.lockstep.spark.cli.terminal;

import dev.lockstep.linalg.BlasUnavailableException;
import dev.lockstep.model.CorruptModelException;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.exchange.driver.SessionFailedException;
import dev.lockstep.spark.exchange.driver.SessionUnavailableException;
import dev.lockstep.spark.failure.FirstCause;
import dev.lockstep.spark.output.OutputException;
import dev.lockstep.spark.output.OutputInUseException;
import dev.lockstep.spark.output.RunNotWrittenException;
import dev.lockstep.spark.registry.PromotionLostException;
import dev.lockstep.spark.run.directory.RunFailedException;
import dev.lockstep.spark.run.job.WrongGradientException;
import dev.lockstep.spark.search.SearchFailedException;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.words.InWords;
import dev.lockstep.train.DivergedException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.apache.spark.SparkThrowable;
import org.jspecify.annotations.Nullable;

/**
 * How a failure reaches the user: what went wrong first, and an exit code that tells whose turn it
 * is.
 */
public final class Failure {
  public static final int RUNNING = 1;
  public static final int USAGE = 2;
  public static final int DATA = 3;

  /** Another run writes the same output. */
  public static final int IN_USE = 4;

  /** Trained, and all is written, but another model stays the current one. */
  public static final int NOT_PROMOTED = 10;

  private Failure() {}

  /** Prints the message; gives the exit code. */
  public static int report(Throwable failure, PrintWriter err) {
    List<String> lines = lines(failure);
    if (firstKnown(failure) != null) {
      lines.forEach(line -> err.println("error: " + line));
    } else {
      err.println("error: " + lines.get(0));
      lines.stream().skip(1).forEach(line -> err.println("  " + line));
      err.println("  run again with --stacktrace before the command for the whole stack trace");
    }
    err.flush();
    return exitCodeOf(failure);
  }

  /** What a failure means to whoever started the command. */
  public static int exitCodeOf(Throwable failure) {
    if (Uncaught.usedUp().isPresent()) {
      return RUNNING;
    }
    Throwable known = firstKnown(failure);
    return known == null ? RUNNING : exitCode(known);
  }

  /**
   * Says that the command was told to end, and what is left of it; gives the exit code, should the
   * process live on.
   */
  public static int reportInterruption(Throwable failure, PrintWriter err) {
    err.println("interrupted");
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RunFailedException run) {
        err.println(run.kept());
      }
    }
    err.flush();
    return RUNNING;
  }

  /** What went wrong, line by line, the first cause first. */
  public static List<String> lines(Throwable failure) {
    Optional<String> usedUp = Uncaught.usedUp();
    if (usedUp.isPresent()) {
      return List.of(usedUp.get());
    }
    Throwable known = firstKnown(failure);
    if (known != null) {
      return String.valueOf(known.getMessage()).lines().toList();
    }
    List<String> lines =
        new ArrayList<>(FirstCause.of(failure, Scratch.directories()).lines().toList());
    if (FirstCause.isStop(failure)) {
      SparkLog.whyStopped().map(Sessions::whyStopped).ifPresent(why -> lines.add(0, why));
    }
    circumstances(failure).ifPresent(lines::add);
    return lines;
  }

  /** What failed because of the first cause; of Spark's jobs that says nothing. */
  private static Optional<String> circumstances(Throwable failure) {
    String message = FirstCause.withoutTrace(failure.getMessage());
    if (failure.getCause() == null || message.isEmpty() || message.contains("Job aborted")) {
      return Optional.empty();
    }
    String told =
        failure instanceof SparkThrowable
            ? message
            : InWords.of(failure.getClass().getSimpleName(), message);
    return told.lines().findFirst().map(line -> "while: " + line);
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
        || failure instanceof RunNotWrittenException
        || failure instanceof WrongGradientException
        || failure instanceof SearchFailedException
        || failure instanceof DivergedException
        || failure instanceof SessionUnavailableException
        || failure instanceof SessionFailedException
        || failure instanceof BlasUnavailableException
        || failure instanceof CancellationException;
  }

  private static int exitCode(Throwable failure) {
    if (failure instanceof RunFailedException run) {
      return exitCodeOf(Objects.requireNonNull(run.getCause())) == DATA ? DATA : RUNNING;
    }
    if (failure instanceof OutputInUseException) {
      return IN_USE;
    }
    if (failure instanceof PromotionLostException) {
      return NOT_PROMOTED;
    }
    if (failure instanceof ConfigException || failure instanceof OutputException) {
      return USAGE;
    }
    if (failure instanceof BadDataException || failure instanceof CorruptModelException) {
      return DATA;
    }
    return RUNNING;
  }
}
