package dev.lockstep.spark.failure;

import dev.lockstep.linalg.BlasUnavailableException;
import dev.lockstep.spark.words.InWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkThrowable;
import org.apache.spark.util.Utils;
import org.jspecify.annotations.Nullable;

/** What went wrong first, and where, without the stack traces that Spark puts into messages. */
public final class FirstCause {
  /** Causes of causes may go round in circles. */
  private static final int MOST_CAUSES = 100;

  /** Goes on with where the context was made and stopped. */
  private static final String STOPPED = "Cannot call methods on a stopped SparkContext";

  private static final List<String> TRACE = List.of("\tat ", "\t... ", "Driver stacktrace:");

  private FirstCause() {}

  /** What went wrong first; the disk of Spark's temporary files is where Spark has it now. */
  public static String of(Throwable failure) {
    SparkEnv env = SparkEnv.get();
    return of(
        failure, env == null ? "" : String.join(", ", Utils.getConfiguredLocalDirs(env.conf())));
  }

  /**
   * What went wrong first.
   *
   * @param scratch the directories of Spark's temporary files, or nothing if they are not known
   */
  public static String of(Throwable failure, String scratch) {
    List<Throwable> chain = chain(failure);
    Throwable root = chain.get(chain.size() - 1);
    String where = chain.stream().flatMap(each -> executor(each).stream()).findFirst().orElse("");
    Optional<String> memory =
        chain.stream().flatMap(each -> Memory.usedUp(each).stream()).findFirst();
    if (memory.isPresent()) {
      return Memory.describe(where, memory.get());
    }
    Optional<Throwable> blas =
        chain.stream().filter(BlasUnavailableException.class::isInstance).findFirst();
    if (blas.isPresent()) {
      return at(where, withoutTrace(blas.get().getMessage()));
    }
    Optional<TaskFailure> task = task(root);
    if (task.isPresent()) {
      return task.get().describe();
    }
    return at(where, FullDisk.is(root) ? FullDisk.describe(chain, scratch) : describe(root));
  }

  /** A failure, what it was caused by, what that was caused by, and so on. */
  public static List<Throwable> chain(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    for (@Nullable Throwable each = failure;
        each != null && chain.size() < MOST_CAUSES;
        each = each.getCause()) {
      chain.add(each);
    }
    return chain;
  }

  /**
   * Whether the disk is full, or memory is used up: what no table and no setting is to blame for.
   */
  public static boolean isExhaustion(Throwable failure) {
    return chain(failure).stream()
        .anyMatch(each -> FullDisk.is(each) || Memory.usedUp(each).isPresent());
  }

  /** Whether an executor was lost that ran a task, more often than Spark bears. */
  public static boolean isLostExecutor(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (String.valueOf(cause.getMessage()).contains("ExecutorLostFailure")) {
        return true;
      }
    }
    return false;
  }

  /** Whether Spark has stopped under the command's feet. */
  public static boolean isStop(Throwable failure) {
    return chain(failure).stream()
        .anyMatch(each -> withoutTrace(each.getMessage()).startsWith(STOPPED));
  }

  /** A message as far as it is for people. */
  public static String withoutTrace(@Nullable String message) {
    return String.join(
        "\n",
        Objects.requireNonNullElse(message, "")
            .lines()
            .takeWhile(line -> TRACE.stream().noneMatch(line::startsWith))
            .filter(line -> !line.isBlank())
            .toList());
  }

  private static Optional<TaskFailure> task(Throwable failure) {
    return TaskFailure.in(Objects.requireNonNullElse(failure.getMessage(), ""));
  }

  private static Optional<String> executor(Throwable failure) {
    return task(failure).map(TaskFailure::executor);
  }

  private static String at(String executor, String what) {
    return executor.isEmpty() ? what : executor + ": " + what;
  }

  private static String describe(Throwable failure) {
    String message = withoutTrace(failure.getMessage());
    if (message.startsWith(STOPPED)) {
      return "Spark has stopped, and all its executors with it";
    }
    return failure instanceof SparkThrowable && !message.isEmpty()
        ? message
        : InWords.of(failure.getClass().getSimpleName(), message);
  }
}
