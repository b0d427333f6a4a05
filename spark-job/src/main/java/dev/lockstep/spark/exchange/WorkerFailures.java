package dev.lockstep.spark.exchange;

import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Why workers have failed, and whether the Spark job that starts them still goes on. */
final class WorkerFailures {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerFailures.class);

  /** Begins why a worker leaves whose task Spark has killed: it has not failed itself. */
  static final String KILLED = "Spark killed its task: ";

  private final Supplier<@Nullable Throwable> jobFailure;
  private volatile @Nullable String first;

  /**
   * Of the workers of one job.
   *
   * @param jobFailure tells why no worker will come any more, or null while some may
   */
  WorkerFailures(Supplier<@Nullable Throwable> jobFailure) {
    this.jobFailure = jobFailure;
  }

  /** A worker has failed: who, where and why. */
  synchronized void add(String failure) {
    LOG.warn("{}", failure);
    if (first == null) {
      first = failure;
    }
  }

  /**
   * Throws SessionFailedException if no worker will come any more, with what went wrong first; and
   * CancellationException if the thread is interrupted.
   */
  void check() {
    Throwable cause = jobFailure.get();
    if (cause != null) {
      String message = first == null ? withoutTrace(String.valueOf(cause.getMessage())) : first;
      throw new SessionFailedException(message, cause);
    }
    if (Thread.interrupted()) {
      throw new CancellationException("the training was interrupted");
    }
  }

  /** What went wrong, and what that was caused by at first. */
  static String describe(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root == failure ? failure.toString() : failure + ", caused by " + root;
  }

  /** Spark's messages have the stack traces of executors in them. */
  private static String withoutTrace(String message) {
    return message
        .lines()
        .takeWhile(line -> !line.startsWith("\tat ") && !line.isBlank())
        .collect(Collectors.joining("\n"));
  }

  /** To append to a message: the first failure, or nothing where none is known. */
  String describe() {
    return first == null ? "" : "; the first failure was: " + first;
  }
}
