package dev.lockstep.spark.search;

import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.output.OutputException;
import dev.lockstep.spark.output.RunDirectory;
import dev.lockstep.spark.run.Host;
import dev.lockstep.spark.run.directory.RunFailedException;
import dev.lockstep.spark.table.BadDataException;
import java.util.Locale;
import java.util.concurrent.CancellationException;

/**
 * A search that has failed, or was told to end: its trials so far stay, and it says how to go on
 * with them.
 */
record Unfinished(RunDirectory directory, Host host, Throwable failure) {
  /** How it ended, in reports. */
  private String status() {
    return Thread.currentThread().isInterrupted() || failure instanceof CancellationException
        ? "interrupted"
        : "failed";
  }

  /** Tells it in the page, which stays with the trials. */
  void tell(LiveSearchPage page) {
    String status = status();
    // Being told to end must not end what tells of it.
    boolean interrupted = Thread.interrupted();
    try {
      page.end(status, host.cause(failure), isResumable() ? host.resumeCommand() : "");
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** What is to be thrown. */
  RuntimeException exception() {
    if (isResumable()) {
      String kept =
          String.format(
              Locale.ROOT,
              "the trials so far are kept in %s.incomplete; go on with them: %s",
              directory.path(),
              host.resumeCommand());
      return new RunFailedException(host.cause(failure), kept, failure);
    }
    throw Unfinished.<RuntimeException>unchecked(failure);
  }

  /** Neither does Spark declare what it throws. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E unchecked(Throwable e) throws E {
    throw (E) e;
  }

  /** Whether the same again would come to another end, and has not been told how. */
  private boolean isResumable() {
    boolean settled =
        failure instanceof ConfigException
            || failure instanceof OutputException
            || failure instanceof BadDataException
            || failure instanceof SearchFailedException
            || failure instanceof RunFailedException;
    return !settled && !directory.isOver() && directory.isResumable();
  }
}
