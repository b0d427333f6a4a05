package dev.lockstep.spark.table.source;

import dev.lockstep.spark.failure.FirstCause;
import dev.lockstep.spark.table.BadDataException;
import java.io.IOException;
import java.io.ObjectStreamException;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.zip.DataFormatException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkThrowable;
import org.jspecify.annotations.Nullable;

/** Tells a table that cannot be read from a program that failed. */
public final class ReadFailure {
  private static final int MOST_LINES = 5;

  private ReadFailure() {}

  /**
   * The exception to throw for what Spark threw: bad data with its first cause, or what was thrown,
   * where the data are not to blame.
   */
  public static RuntimeException of(Exception thrown, String what) {
    for (@Nullable Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof BadDataException bad) {
        return bad;
      }
    }
    if (FirstCause.isExhaustion(thrown)) {
      return runtime(thrown);
    }
    Throwable first = thrown;
    String file = "";
    boolean unreadable = false;
    for (@Nullable Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      unreadable |= unreadable(cause);
      file = cause instanceof SparkThrowable spark && failedFile(cause) ? path(spark) : file;
      first = cause instanceof ClassNotFoundException ? first : cause;
    }
    if (unreadable) {
      return new BadDataException(what + ": " + in(file, firstLines(first)), thrown);
    }
    return runtime(thrown);
  }

  private static RuntimeException runtime(Exception thrown) {
    return thrown instanceof RuntimeException runtime ? runtime : new IllegalStateException(thrown);
  }

  private static boolean unreadable(Throwable cause) {
    if ((cause instanceof IOException && !(cause instanceof ObjectStreamException))
        || cause instanceof DataFormatException
        || cause instanceof org.apache.spark.sql.AnalysisException
        || cause instanceof ClassNotFoundException
        || isRefusedBySpark(cause)) {
      return true;
    }
    return failedFile(cause)
        || (cause instanceof SparkThrowable spark && condition(spark).startsWith("MALFORMED"));
  }

  /**
   * A header of a file, an index of a vector, a path that is none: what Spark requires of a table.
   */
  private static boolean isRefusedBySpark(Throwable cause) {
    StackTraceElement[] trace = cause.getStackTrace();
    return cause instanceof IllegalArgumentException
        && Arrays.stream(trace)
            .map(StackTraceElement::getClassName)
            .filter(name -> !name.startsWith("scala."))
            .findFirst()
            .filter(
                name -> name.startsWith("org.apache.spark.") || name.equals(Path.class.getName()))
            .isPresent();
  }

  /** Whether it tells that a file could not be read. */
  static boolean failedFile(Throwable cause) {
    return cause instanceof SparkThrowable spark && condition(spark).startsWith("FAILED_READ_FILE");
  }

  private static String condition(SparkThrowable thrown) {
    return Objects.requireNonNullElse(thrown.getCondition(), "");
  }

  private static String path(SparkThrowable thrown) {
    return thrown.getMessageParameters().getOrDefault("path", "");
  }

  private static String in(String file, String message) {
    return message.contains(file) ? message : file + ": " + message;
  }

  /** What a message says before it goes on with a stack trace, in one line. */
  private static String firstLines(Throwable cause) {
    String message = cause.getMessage();
    return message == null
        ? cause.toString()
        : message
            .lines()
            .map(String::strip)
            .takeWhile(line -> !line.startsWith("at "))
            .filter(line -> !line.isEmpty())
            .limit(MOST_LINES)
            .collect(Collectors.joining(" "));
  }
}
