package dev.lockstep.spark.exchange.driver;

import dev.lockstep.spark.failure.FirstCause;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Why workers have failed, and whether the Spark job that starts them still goes on. */
final class WorkerFailures {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerFailures.class);

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
      String message = first == null ? FirstCause.of(cause) : first;
      throw new SessionFailedException(message, cause);
    }
    if (Thread.interrupted()) {
      throw new CancellationException("the training was interrupted");
    }
  }

  /** To append to a message: the first failure, or nothing where none is known. */
  String describe() {
    return first == null ? "" : "; the first failure was: " + first;
  }
}
