package dev.lockstep.spark.failure;

import dev.lockstep.spark.words.InWords;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why a task failed that ended its job, out of Spark's message.
 *
 * @param executor on which executor and host; nothing in the driver's own process
 * @param reason with the stack traces of the executor
 */
record TaskFailure(String executor, String reason) {
  private static final Pattern LOST =
      Pattern.compile(
          "(?s)Lost task [0-9.]+ in stage [0-9.]+ \\(TID [0-9]+\\) \\((\\S+) executor (\\S+)\\):"
              + " (.*)");

  private static final Pattern EXECUTOR_LOST =
      Pattern.compile("(?s)ExecutorLostFailure \\(executor \\S+ .*?\\) Reason: (.*)");

  private static final Pattern CLASS =
      Pattern.compile("(?s)(?:[a-z_]\\w*\\.)+([A-Z][\\w$]*)(?:: )?(.*)");
  private static final String CAUSED_BY = "\nCaused by: ";

  /** The failure that a message of Spark tells of, if it does. */
  static Optional<TaskFailure> in(String message) {
    Matcher lost = LOST.matcher(message);
    if (!lost.find()) {
      return Optional.empty();
    }
    String executor = lost.group(2);
    String where = executor.equals("driver") ? "" : "executor " + executor + " on " + lost.group(1);
    return Optional.of(new TaskFailure(where, lost.group(3)));
  }

  /** What went wrong first, and where. */
  String describe() {
    Matcher lost = EXECUTOR_LOST.matcher(reason);
    if (lost.find()) {
      return executor
          + " was lost: "
          + LostExecutor.describe(FirstCause.withoutTrace(lost.group(1)));
    }
    String first = firstCause();
    return executor.isEmpty() ? first : executor + ": " + first;
  }

  /** What the exception tells that none of the others was caused by. */
  private String firstCause() {
    int last = reason.lastIndexOf(CAUSED_BY);
    String cause = last < 0 ? reason : reason.substring(last + CAUSED_BY.length());
    String told = FirstCause.withoutTrace(cause);
    Matcher thrown = CLASS.matcher(told);
    return thrown.matches() ? InWords.of(thrown.group(1), thrown.group(2)) : told;
  }
}
