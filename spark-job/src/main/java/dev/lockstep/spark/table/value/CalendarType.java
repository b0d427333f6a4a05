package dev.lockstep.spark.table.value;

import dev.lockstep.feature.FeatureColumn.Calendar;
import dev.lockstep.feature.value.BadValueException;
import dev.lockstep.feature.value.TextShape;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** How the parts of a date or time are read from an internal row, as elements of a vector. */
public final class CalendarType {
  private CalendarType() {}

  /** Whether values of that type are dates or times, and nothing else. */
  public static boolean isCalendar(DataType type) {
    return type instanceof DateType
        || type instanceof TimestampType
        || type instanceof TimestampNTZType;
  }

  /** The way to read that type, or null if it is not one of dates, times or texts. */
  public static @Nullable VectorType of(DataType type, MissingTexts missing) {
    if (type instanceof DateType) {
      return (row, ordinal) ->
          Calendar.partsOf(DateTimeUtils.daysToLocalDate(row.getInt(ordinal)).atStartOfDay());
    }
    if (isCalendar(type)) {
      return (row, ordinal) ->
          Calendar.partsOf(DateTimeUtils.microsToLocalDateTime(row.getLong(ordinal)));
    }
    return type instanceof StringType ? (row, ordinal) -> ofText(row, ordinal, missing) : null;
  }

  private static double[] ofText(InternalRow row, int ordinal, MissingTexts missing) {
    UTF8String text = row.getUTF8String(ordinal);
    if (missing.contains(text)) {
      double[] parts = new double[Calendar.PARTS.size()];
      Arrays.fill(parts, Double.NaN);
      return parts;
    }
    Optional<LocalDateTime> moment = TextShape.moment(text.toString());
    return Calendar.partsOf(
        moment.orElseThrow(
            () ->
                new BadValueException(
                    "'"
                        + TextShape.shorten(text.toString())
                        + "', which is not a date such as 2024-02-29 or a time such as 2024-02-29 12:00:00")));
  }
}
