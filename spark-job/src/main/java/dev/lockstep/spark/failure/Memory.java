package dev.lockstep.spark.failure;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkEnv;

/** Memory that is used up: whose, how much there was, and what to do. */
final class Memory {
  private static final Pattern ERROR =
      Pattern.compile("OutOfMemoryError(?:: (?:\\[[A-Z_]+\\] )?([^\n(]*))?");

  private Memory() {}

  /** What an error of used up memory says, or one that another exception tells of. */
  static Optional<String> usedUp(Throwable failure) {
    Matcher told = ERROR.matcher(failure.toString());
    return told.find()
        ? Optional.of(Objects.requireNonNullElse(told.group(1), "").strip())
        : Optional.empty();
  }

  /**
   * For messages.
   *
   * @param executor whose it is; nothing if it is this process's
   * @param what what the error says
   */
  static String describe(String executor, String what) {
    if (what.contains("native thread")) {
      return who(executor)
          + " can start no more threads; the system's limit is reached (ulimit -u)";
    }
    if (what.contains("Metaspace") || what.contains("class space")) {
      return String.format(
          Locale.ROOT,
          "%s ran out of memory for classes (%s); leave -XX:MaxMetaspaceSize out of %s, or set it higher",
          who(executor),
          what,
          executor.isEmpty() && inDriver()
              ? "--driver-java-options"
              : "spark.executor.extraJavaOptions");
    }
    return String.format(
        Locale.ROOT,
        "%s ran out of memory (%s)%s; give %s",
        who(executor),
        what.isEmpty() ? "OutOfMemoryError" : what,
        executor.isEmpty() ? heap() : "",
        remedy(executor));
  }

  private static String who(String executor) {
    if (!executor.isEmpty()) {
      return executor;
    }
    return inDriver() ? "the driver" : "the executor";
  }

  private static String heap() {
    return String.format(
        Locale.ROOT, " in a heap of %,d MiB", Runtime.getRuntime().maxMemory() >> 20);
  }

  private static String remedy(String executor) {
    return executor.isEmpty() && inDriver()
        ? "it more by --driver-memory"
        : "executors more by --executor-memory, or less to do at a time by more executors";
  }

  private static boolean inDriver() {
    SparkEnv env = SparkEnv.get();
    return env == null || env.executorId().equals("driver");
  }
}
