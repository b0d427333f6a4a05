package dev.lockstep.metric;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an evaluation tells, in the order in which the metrics tell it. A figure that is undefined,
 * as the mean over no examples, is absent.
 *
 * @param unweighted the same where every example counts once, if it was asked for
 */
public record MetricReport(List<Figure> figures, Optional<MetricReport> unweighted) {
  public MetricReport {
    figures = List.copyOf(figures);
  }

  /** The numbers. */
  public Stream<Figure.Single> singles() {
    return all(Figure.Single.class);
  }

  /** A number, if it is defined. */
  public OptionalDouble value(Measure measure) {
    return singles()
        .filter(single -> single.measure() == measure)
        .mapToDouble(Figure.Single::value)
        .findFirst();
  }

  /** The confusion matrix, if there is one. */
  public Optional<Figure.Confusion> confusion() {
    return all(Figure.Confusion.class).findFirst();
  }

  /** The best threshold of two classes, if it was asked for, and there is one. */
  public Optional<Figure.BestThreshold> bestThreshold() {
    return all(Figure.BestThreshold.class).findFirst();
  }

  /** What there is to draw. */
  public Stream<Chart> charts() {
    return all(Chart.class);
  }

  private <F extends Figure> Stream<F> all(Class<F> kind) {
    return figures.stream().filter(kind::isInstance).map(kind::cast);
  }

  /** All of it by name but for the charts, ready for JSON. */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    figures.stream()
        .filter(figure -> !(figure instanceof Chart))
        .forEach(figure -> figure.putInto(values));
    unweighted.ifPresent(report -> values.put("unweighted", report.values()));
    return values;
  }

  /** The same on one line, numbers with 4 decimals: loss 0.3087, accuracy 0.8581. */
  @Override
  public String toString() {
    return values().entrySet().stream()
        .map(figure -> figure.getKey() + " " + shown(figure.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String shown(Object value) {
    return value instanceof Double number && (number == 0 || Math.abs(number) >= 1e-3)
        ? String.format(Locale.ROOT, Math.abs(number) < 1e4 ? "%.4f" : "%.4g", number)
        : value.toString();
  }
}
