package dev.lockstep.spark.failure;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.SparkThrowable;

/** A disk that has no room: which one. */
final class FullDisk {
  private static final List<String> REASONS =
      List.of("No space left on device", "Disk quota exceeded", "not enough space on the disk");

  /** Spark itself writes nothing but temporary files. */
  private static final String SPARK = "org.apache.spark.";

  /** Of file systems, to which outputs are written. */
  private static final List<String> OUTPUTS = List.of("org.apache.hadoop.", "dev.lockstep.");

  private FullDisk() {}

  static boolean is(Throwable failure) {
    String message = message(failure);
    return REASONS.stream().anyMatch(message::contains);
  }

  /** Names the file or the directory as far as the exceptions tell it. */
  static String describe(List<Throwable> chain, String scratch) {
    String message = message(chain.get(chain.size() - 1));
    return message.contains("/") ? message : where(chain, scratch) + message;
  }

  private static String where(List<Throwable> chain, String scratch) {
    for (Throwable each : chain) {
      Optional<String> path = path(each);
      if (path.isPresent()) {
        return path.get().replaceFirst("^file:(?://)?(?=/)", "") + ": ";
      }
    }
    return inScratch(chain.get(chain.size() - 1))
        ? "spark.local.dir" + (scratch.isEmpty() ? "" : " " + scratch) + ": "
        : "";
  }

  private static Optional<String> path(Throwable failure) {
    return failure instanceof SparkThrowable spark
        ? Optional.ofNullable(spark.getMessageParameters().get("path"))
        : Optional.empty();
  }

  /** Whether the first that is not of Java, of those under way, is Spark. */
  private static boolean inScratch(Throwable failure) {
    return Arrays.stream(failure.getStackTrace())
        .map(StackTraceElement::getClassName)
        .filter(name -> name.startsWith(SPARK) || OUTPUTS.stream().anyMatch(name::startsWith))
        .findFirst()
        .filter(name -> name.startsWith(SPARK))
        .isPresent();
  }

  private static String message(Throwable failure) {
    return FirstCause.withoutTrace(Objects.requireNonNullElse(failure.getMessage(), ""));
  }
}
