package dev.lockstep.spark.table.source;

import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.table.source.Tables.Table;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Locale;
import org.apache.hadoop.fs.FileStatus;

/** Refuses tables that nobody has written to for too long. */
public final class InputAge {
  private InputAge() {}

  /**
   * Looks at the newest file of a table.
   *
   * @throws BadDataException if it is older than that
   * @throws ConfigException if the table does not consist of files, so that nobody knows
   */
  public static void check(Table table, Duration most, Instant now) {
    FileStatus newest =
        TableFiles.of(table.rows()).stream()
            .max(Comparator.comparingLong(FileStatus::getModificationTime))
            .orElseThrow(
                () ->
                    ConfigException.of(
                        "data.max_age: %s does not consist of files that Spark lists, so that its age is not known; leave"
                            + " data.max_age out",
                        table.name()));
    Instant written = Instant.ofEpochMilli(newest.getModificationTime());
    Duration age = Duration.between(written, now);
    if (age.compareTo(most) > 0) {
      throw new BadDataException(
          String.format(
              Locale.ROOT,
              "stale input: %s, the newest file of %s, is %s old, written at %s; data.max_age allows %s: write the table anew, or"
                  + " raise data.max_age",
              newest.getPath(),
              table.name(),
              inWords(age),
              written.truncatedTo(ChronoUnit.SECONDS),
              inWords(most)));
    }
  }

  private static String inWords(Duration age) {
    if (age.toHours() < 1) {
      return String.format(Locale.ROOT, "%d min %d s", age.toMinutes(), age.toSecondsPart());
    }
    return age.toDays() < 1
        ? String.format(Locale.ROOT, "%d h %d min", age.toHours(), age.toMinutesPart())
        : String.format(Locale.ROOT, "%,d d %d h", age.toDays(), age.toHoursPart());
  }
}
