package dev.lockstep.spark.config.yaml;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spans of time as people write them: a whole number and its unit, such as 36h. */
public final class DurationType {
  /** The largest first. */
  private static final Map<String, ChronoUnit> UNITS = new LinkedHashMap<>();

  static {
    UNITS.put("d", ChronoUnit.DAYS);
    UNITS.put("h", ChronoUnit.HOURS);
    UNITS.put("m", ChronoUnit.MINUTES);
    UNITS.put("s", ChronoUnit.SECONDS);
  }

  private static final Pattern WRITTEN = Pattern.compile("([1-9]\\d{0,8})([dhms])");
  private static final String ALLOWED =
      "a whole number of days, hours, minutes or seconds, above 0, such as 2d, 36h, 90m or 30s";

  /** Longer than nothing. */
  public static final ValueType<Duration> DURATION =
      new ValueType<>(ALLOWED, DurationType::parse, DurationType::text);

  private DurationType() {}

  private static Duration parse(YamlValue value) throws BadYaml {
    Matcher written = WRITTEN.matcher(value.text().orElse(""));
    if (!written.matches()) {
      throw BadYaml.expected(value, ALLOWED);
    }
    return Duration.of(Long.parseLong(written.group(1)), UNITS.get(written.group(2)));
  }

  /** In the largest unit that makes a whole number of it: 36h, and 2d. */
  private static String text(Duration duration) {
    for (Map.Entry<String, ChronoUnit> unit : UNITS.entrySet()) {
      long seconds = unit.getValue().getDuration().toSeconds();
      if (duration.toSeconds() % seconds == 0) {
        return duration.toSeconds() / seconds + unit.getKey();
      }
    }
    throw new IllegalStateException("a second is the smallest unit");
  }
}
