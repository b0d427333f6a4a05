package dev.lockstep.spark.onnx;

import java.util.List;

/**
 * The nodes that tell the parts of moments, in the proleptic Gregorian calendar: whole numbers in
 * float64.
 *
 * <p>Years are counted from March, so that a leap day is the last of its year: Hinnant, "chrono-
 * compatible low-level date algorithms", 2013.
 */
final class CalendarNodes {
  private static final double SECONDS_OF_HOUR = 3600;
  private static final double SECONDS_OF_DAY = 24 * SECONDS_OF_HOUR;

  /** From 0000-03-01 to 1970-01-01. */
  private static final double DAYS_BEFORE_1970 = 719_468;

  private static final double YEARS_OF_ERA = 400;
  private static final double DAYS_OF_ERA = 146_097;

  private final Graph graph;

  CalendarNodes(Graph graph) {
    this.graph = graph;
  }

  /**
   * The parts of moments, in the order of {@link dev.lockstep.feature.FeatureColumn.Calendar}.
   *
   * @param seconds since 1970 in UTC, [N], float64; NaN where there is none
   * @return [N, 5]; NaN where there is no moment
   */
  String parts(String seconds) {
    String days = quotient(seconds, SECONDS_OF_DAY);
    String hour = quotient(remainder(seconds, SECONDS_OF_DAY), SECONDS_OF_HOUR);
    // 1970 began on a Thursday, three days after a Monday.
    String dayOfWeek = plus(remainder(plus(days, 3), 7), 1);
    String sinceZero = plus(days, DAYS_BEFORE_1970);
    String dayOfEra = remainder(sinceZero, DAYS_OF_ERA);
    String yearOfEra = yearOfEra(dayOfEra);
    String monthFromMarch = monthFromMarch(dayOfEra, yearOfEra);
    String month = plus(minus(monthFromMarch, times(isNextYear(monthFromMarch), 12)), 3);
    String era = times(quotient(sinceZero, DAYS_OF_ERA), YEARS_OF_ERA);
    String year = plus(plus(era, yearOfEra), isNextYear(monthFromMarch));
    return graph.concat(
        List.of(year, month, dayOfWeek, hour, days).stream().map(graph::column).toList());
  }

  /** From 0: of 365 days each when the leap days before it are taken out. */
  private String yearOfEra(String dayOfEra) {
    String everyFourth = minus(dayOfEra, quotient(dayOfEra, 1460));
    String notEveryHundredth = plus(everyFourth, quotient(dayOfEra, 36_524));
    return quotient(minus(notEveryHundredth, quotient(dayOfEra, 146_096)), 365);
  }

  /** From 0: months of 153 days in five, of which the year has twelve. */
  private String monthFromMarch(String dayOfEra, String yearOfEra) {
    String leapDays = minus(quotient(yearOfEra, 4), quotient(yearOfEra, 100));
    String dayOfYear = minus(dayOfEra, plus(times(yearOfEra, 365), leapDays));
    return quotient(plus(times(dayOfYear, 5), 2), 153);
  }

  /** 1 for January and February, otherwise 0. */
  private String isNextYear(String monthFromMarch) {
    return quotient(monthFromMarch, 10);
  }

  private String plus(String a, double b) {
    return graph.add("Add", a, graph.doubles(b));
  }

  private String plus(String a, String b) {
    return graph.add("Add", a, b);
  }

  private String minus(String a, String b) {
    return graph.add("Sub", a, b);
  }

  private String times(String a, double b) {
    return graph.add("Mul", a, graph.doubles(b));
  }

  private String quotient(String a, double b) {
    return graph.add("Floor", graph.add("Div", a, graph.doubles(b)));
  }

  private String remainder(String a, double b) {
    return minus(a, times(quotient(a, b), b));
  }
}
