package dev.lockstep.score;

import dev.lockstep.feature.FeatureColumn.Calendar;
import dev.lockstep.feature.FeatureColumn.Vector;
import dev.lockstep.feature.value.BadValueException;
import dev.lockstep.feature.value.MissingTexts;
import dev.lockstep.feature.value.TextShape;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/** Writes the parts of dates and times: in UTC, of what knows a zone. */
record CalendarEncoder(Vector parts, MissingTexts missing) implements ValueEncoder {
  @Override
  public boolean isMissing(@Nullable Object value) {
    return value == null || (value instanceof String text && missing.contains(text));
  }

  @Override
  public void encode(@Nullable Object value, float[] row, int offset) {
    if (value == null || isMissing(value)) {
      parts.encodeMissing(row, offset);
      return;
    }
    double[] numbers = Calendar.partsOf(moment(value));
    for (int i = 0; i < numbers.length; i++) {
      parts.encode(i, numbers[i], row, offset);
    }
  }

  private static LocalDateTime moment(Object value) {
    if (value instanceof LocalDate date) {
      return date.atStartOfDay();
    } else if (value instanceof LocalDateTime moment) {
      return moment;
    } else if (value instanceof Instant instant) {
      return inUtc(instant);
    } else if (value instanceof ZonedDateTime moment) {
      return inUtc(moment.toInstant());
    } else if (value instanceof OffsetDateTime moment) {
      return inUtc(moment.toInstant());
    } else if (value instanceof String text) {
      return ofText(text);
    }
    throw ValueEncoder.wrong(value, "a date or time of java.time, or a text that is one");
  }

  private static LocalDateTime inUtc(Instant instant) {
    return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
  }

  private static LocalDateTime ofText(String text) {
    return TextShape.moment(text)
        .orElseThrow(
            () ->
                new BadValueException(
                    "'"
                        + TextShape.shorten(text)
                        + "', which is not a date such as 2024-02-29 or a time such as 2024-02-29"
                        + " 12:00:00"));
  }
}
