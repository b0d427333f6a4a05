package dev.lockstep.spark.run;

import dev.lockstep.metric.MetricReport;
import dev.lockstep.model.Model;
import dev.lockstep.train.Split;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What comes of a training.
 *
 * @param report what report.json says, ready for JSON
 * @param metrics of the splits that there are
 * @param warnings what somebody should look at
 */
public record Trained(
    Model model,
    Map<String, Object> report,
    Map<Split, MetricReport> metrics,
    List<String> warnings) {
  public Trained {
    metrics = Collections.unmodifiableMap(new EnumMap<>(metrics));
    report = Collections.unmodifiableMap(report);
    warnings = List.copyOf(warnings);
  }
}
