package dev.lockstep.spark.search.space;

import dev.lockstep.spark.search.space.Region.Extent;
import dev.lockstep.spark.search.space.Region.Span;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Numbers from one bound to another, both included, with 4 significant digits; of 1 - x on the
 * scale that is about that.
 *
 * @param whole whether they are integers, each of which is as wide as any other on a linear scale
 */
public record Numbers(Scale scale, double from, double to, boolean whole) implements Domain {
  private static final MathContext DIGITS = new MathContext(4, RoundingMode.HALF_EVEN);

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if nothing can be drawn between them
   */
  public Numbers {
    if (!(from < to && Double.isFinite(from) && Double.isFinite(to))) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "found from %s to %s; allowed: from below to", from, to));
    }
    if (scale == Scale.LOG && from <= 0) {
      throw new IllegalArgumentException(
          "found from " + from + " on a log scale; allowed: above 0");
    }
    if (scale == Scale.ONE_MINUS_LOG && (to >= 1 || whole)) {
      throw new IllegalArgumentException(
          "found to " + to + " on a one_minus_log scale; allowed: numbers below 1");
    }
  }

  @Override
  public int dimensions() {
    return 1;
  }

  @Override
  public Object at(double[] coordinates, int at) {
    return number(coordinates[at]);
  }

  private Object number(double coordinate) {
    return whole ? (Object) integer(coordinate) : (Object) rounded(coordinate);
  }

  /** The integer that a coordinate chooses, where numbers are whole. */
  int integer(double coordinate) {
    double exact =
        scale == Scale.LINEAR
            ? Math.floor(scale.at(from, to + 1, coordinate))
            : Math.rint(scale.at(from - 0.5, to + 0.5, coordinate));
    return (int) Math.max(from, Math.min(to, exact));
  }

  private double rounded(double coordinate) {
    double exact = scale.at(from, to, coordinate);
    BigDecimal rounded =
        scale == Scale.ONE_MINUS_LOG
            ? BigDecimal.ONE.subtract(new BigDecimal(1 - exact).round(DIGITS))
            : new BigDecimal(exact).round(DIGITS);
    return Math.max(from, Math.min(to, rounded.doubleValue()));
  }

  @Override
  public boolean decides(int i, double[] coordinates, int at) {
    return true;
  }

  @Override
  public List<Extent> all() {
    return List.of(Span.ALL);
  }

  @Override
  public Map<String, Object> describe(List<Extent> extents) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("scale", whole && scale == Scale.LINEAR ? "integer" : scale.toString());
    described.putAll(bounds((Span) extents.get(0)));
    return described;
  }

  /** The least and the greatest number within a span. */
  Map<String, Object> bounds(Span span) {
    Map<String, Object> bounds = new LinkedHashMap<>();
    bounds.put("from", number(span.low()));
    bounds.put("to", number(Math.min(span.high(), Math.nextDown(1.0))));
    return bounds;
  }
}
