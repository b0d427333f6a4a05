package dev.lockstep.spark.report;

import dev.lockstep.metric.Figure;
import dev.lockstep.metric.Measure;
import dev.lockstep.metric.MetricReport;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The one figure that a line has room for: accuracy where there is one, otherwise rmse. */
public record MainMetric(Measure measure, double value) {
  private static final List<Measure> PREFERRED =
      List.of(Measure.ACCURACY, Measure.RMSE, Measure.LOSS);

  /** It in words; empty if none is defined. */
  public static String told(MetricReport report) {
    return of(report).map(MainMetric::toString).orElse("");
  }

  public static Optional<MainMetric> of(MetricReport report) {
    return PREFERRED.stream()
        .flatMap(measure -> report.singles().filter(single -> single.measure() == measure))
        .findFirst()
        .map(MainMetric::of);
  }

  private static MainMetric of(Figure.Single single) {
    return new MainMetric(single.measure(), single.value());
  }

  @Override
  public String toString() {
    return measure == Measure.ACCURACY
        ? String.format(Locale.ROOT, "%s %.2f%%", measure, 100 * value)
        : String.format(Locale.ROOT, "%s %.4g", measure, value);
  }
}
