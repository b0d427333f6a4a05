package dev.lockstep.feature.value;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Dates and times as texts have them, read as Spark casts them to timestamps: 2024-02-29, 2024-2-9
 * 12:00, 2024-02-29T12:00:00.5+01:00.
 */
final class Moments {
  /** In one line, and with nothing but a time behind the date. */
  private static final Pattern DATED = Pattern.compile("\\d{4}-\\d{1,2}-\\d{1,2}([ T].*)?");

  private static final Pattern MOMENT =
      Pattern.compile(
          "(\\d{4})-(\\d{1,2})-(\\d{1,2})"
              + "(?:[ T](\\d{1,2})(?::(\\d{1,2})(?::(\\d{1,2})(?:\\.\\d*)?([^\\d.].*)?)?)?)?");

  /** Zones as Spark has always known them: +1:00, and +01:0. */
  private static final Pattern HOUR_OF_ONE_DIGIT = Pattern.compile("([+-])(\\d):");

  private static final Pattern MINUTE_OF_ONE_DIGIT = Pattern.compile("([+-])(\\d\\d):(\\d)$");

  private Moments() {}

  /** In UTC if the text names a zone; empty if it is no date. */
  static Optional<LocalDateTime> of(String text) {
    Matcher found = MOMENT.matcher(MissingTexts.trimmed(text));
    if (!DATED.matcher(text).matches() || !found.matches()) {
      return Optional.empty();
    }
    try {
      LocalDate date = LocalDate.of(number(found, 1), number(found, 2), number(found, 3));
      LocalTime time = LocalTime.of(number(found, 4), number(found, 5), number(found, 6));
      return Optional.of(inUtc(date.atTime(time), found.group(7)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static int number(Matcher found, int group) {
    String digits = found.group(group);
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  private static LocalDateTime inUtc(LocalDateTime moment, @Nullable String zone) {
    return zone == null
        ? moment
        : ZonedDateTime.of(moment, zone(zone.trim()))
            .withZoneSameInstant(ZoneOffset.UTC)
            .toLocalDateTime();
  }

  private static ZoneId zone(String text) {
    String hours = HOUR_OF_ONE_DIGIT.matcher(text).replaceFirst("$10$2:");
    String minutes = MINUTE_OF_ONE_DIGIT.matcher(hours).replaceFirst("$1$2:0$3");
    return ZoneId.of(minutes, ZoneId.SHORT_IDS);
  }
}
