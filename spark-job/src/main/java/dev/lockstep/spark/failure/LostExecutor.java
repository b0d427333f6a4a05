package dev.lockstep.spark.failure;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Spark's reasons for the loss of an executor mean. */
final class LostExecutor {
  private static final Pattern CODE =
      Pattern.compile("(?i)(?:exit code|exit status|code):? ?(\\d+)");

  private LostExecutor() {}

  /** Spark's reason, and what to do where its exit code tells that. */
  static String describe(String reason) {
    Matcher code = CODE.matcher(reason);
    return code.find() ? reason + meaning(code.group(1)) : reason;
  }

  private static String meaning(String code) {
    return switch (code) {
      case "52" -> " (it ran out of memory; give executors more by --executor-memory)";
      case "137" ->
          " (it was killed, as a process is that needs more memory than its container or machine"
              + " has; raise spark.executor.memoryOverhead, or give executors less work at a time)";
      case "143" -> " (it was told to end)";
      default -> "";
    };
  }
}
