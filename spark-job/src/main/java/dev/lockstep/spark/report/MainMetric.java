package dev.lockstep.spark.report;

import dev.lockstep.metric.MetricReport;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The one figure that a line has room for: accuracy where there is one, otherwise rmse. */
record MainMetric(String name, double value) {
  private static final List<String> PREFERRED = List.of("accuracy", "rmse", "loss");

  static Optional<MainMetric> of(MetricReport report) {
    return PREFERRED.stream()
        .filter(report.values()::containsKey)
        .findFirst()
        .map(name -> new MainMetric(name, (Double) report.values().getOrDefault(name, 0.0)));
  }

  @Override
  public String toString() {
    return name.equals("accuracy")
        ? String.format(Locale.ROOT, "%s %.2f%%", name, 100 * value)
        : String.format(Locale.ROOT, "%s %.4g", name, value);
  }
}
