package dev.lockstep.spark.report.text;

import dev.lockstep.diagnosis.Diagnosis;
import dev.lockstep.metric.Figure;
import dev.lockstep.metric.Measure;
import dev.lockstep.metric.MetricReport;
import dev.lockstep.spark.report.DiagnosisReport;
import dev.lockstep.spark.report.LearningCurveReport;
import dev.lockstep.spark.report.MainMetric;
import dev.lockstep.spark.report.PublicationReport;
import dev.lockstep.spark.report.RunReport;
import dev.lockstep.spark.report.progress.Progress;
import dev.lockstep.spark.words.Counted;
import dev.lockstep.spark.words.ShellWord;
import dev.lockstep.train.Split;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A finished run, for people.
 *
 * @param text in some lines, each of which has its end
 * @param line in one
 */
public record Summary(String text, String line) {

  /** Of a run whose report is complete. */
  public static Summary of(RunReport run, String directory) {
    return new Summary(text(run, directory), sentence(run.evaluations(), directory));
  }

  /** The same, and where its page is. */
  public Summary withPage(String file) {
    return new Summary(text + line("page", "%s", file), line);
  }

  /** The same, and what came of publishing the model. */
  public Summary and(PublicationReport publication) {
    return new Summary(text + publication.text(), line + ", " + publication.headline());
  }

  /** The figures of dev, or else of the last split there is. */
  private static String sentence(Map<Split, MetricReport> evaluations, String directory) {
    String figure = "";
    for (Map.Entry<Split, MetricReport> split : evaluations.entrySet()) {
      if (!figure.startsWith(Split.DEV + " ")) {
        figure = split.getKey() + " " + MainMetric.told(split.getValue()) + ", ";
      }
    }
    return figure + "model in " + directory;
  }

  private static String counted(Map<?, ?> map, String name, String one) {
    return Counted.of(((Number) value(map, name)).longValue(), one);
  }

  private static String text(RunReport run, String directory) {
    Map<String, Object> report = run.values();
    Map<?, ?> data = (Map<?, ?>) value(report, "data");
    Map<?, ?> parameters = (Map<?, ?>) value(report, "parameters");
    return line("examples", "%s", examples(data))
        + line(
            "network",
            "%s, %s, sha256 %.12s",
            counted(data, "features", "feature"),
            counted(parameters, "count", "parameter"),
            value(parameters, "sha256"))
        + zeros((Long) value(parameters, "zeros"))
        + line(
            "training",
            "%s in %s, %,.0f examples/s; loading took %s",
            counted(report, "steps", "step"),
            seconds((Double) value(report, "train_seconds")),
            value(report, "examples_per_second"),
            seconds((Double) value(data, "load_seconds")))
        + initial(report)
        + stopping(report)
        + decided(report)
        + figures(run.evaluations())
        + layers(run.layerWarnings())
        + run.diagnosis().map(found -> diagnosis(found, directory)).orElse("")
        + run.learningCurve().map(LearningCurveReport::table).orElse("")
        + line("written to", "%s", directory);
  }

  /** What the training went on from, and how good that was. */
  private static String initial(Map<String, Object> report) {
    if (!(report.get("initial_model") instanceof Map<?, ?> initial)) {
      return "";
    }
    int changes = ((List<?>) value(initial, "changes")).size();
    String dev =
        initial.get("dev") instanceof Map<?, ?> figures
            ? String.format(Locale.ROOT, ", dev loss %.4f before", (Double) value(figures, "loss"))
            : "";
    return line(
        "initial",
        "%s, schema %s, %,d changes%s",
        value(initial, "path"),
        value(initial, "schema"),
        changes,
        dev);
  }

  private static String stopping(Map<String, Object> report) {
    return report.get("early_stopping") instanceof Map<?, ?> stopping
        ? line("stopping", "%s", value(stopping, "told"))
        : "";
  }

  private static Object value(Map<?, ?> map, String key) {
    return Objects.requireNonNull(map.get(key), key);
  }

  private static String line(String name, String format, Object... values) {
    return String.format(Locale.ROOT, "  %-10s  ", name)
        + String.format(Locale.ROOT, format, values)
        + '\n';
  }

  /** Where a penalty has made weights 0, or they began as such. */
  private static String zeros(long count) {
    return count == 0 ? "" : line("zeros", "%,d weights are exactly 0", count);
  }

  /** What the dev split decided on. */
  private static String decided(Map<String, Object> report) {
    StringBuilder lines = new StringBuilder();
    if (report.get("calibration") instanceof Map<?, ?> calibration
        && calibration.containsKey("temperature")) {
      lines.append(
          line(
              "calibrated",
              "temperature %.4f, dev loss %.4f before, %.4f after",
              value(calibration, "temperature"),
              value(calibration, "dev_loss_before"),
              value(calibration, "dev_loss_after")));
    }
    if (report.get("threshold") instanceof Map<?, ?> threshold) {
      lines.append(
          line(
              "threshold",
              "%.4f%s",
              value(threshold, "value"),
              threshold.containsKey("tuned_for")
                  ? ", tuned on dev for " + threshold.get("tuned_for")
                  : ""));
    }
    return lines.toString();
  }

  private static String examples(Map<?, ?> data) {
    StringJoiner counts = new StringJoiner(", ");
    for (String split : List.of("train", "dev", "test")) {
      long count = (Long) value(data, split + "_examples");
      if (count > 0) {
        counts.add(String.format(Locale.ROOT, "%,d %s", count, split));
      }
    }
    return counts.toString();
  }

  private static String seconds(double seconds) {
    return seconds < 100
        ? String.format(Locale.ROOT, "%.1f s", seconds)
        : Progress.clock(seconds) + " min";
  }

  /** What was warned of, each in a line of its own. */
  private static String layers(List<String> warnings) {
    StringBuilder lines = new StringBuilder();
    warnings.forEach(warning -> lines.append(line("layers", "%s", warning)));
    return lines.toString();
  }

  private static String diagnosis(Diagnosis found, String directory) {
    String line = line("diagnosis", "%s", DiagnosisReport.line(found));
    return DiagnosisTable.hasAdvice(found)
        ? line + line("", "what to do about it: lockstep diagnose %s", ShellWord.of(directory))
        : line;
  }

  /** A row for each split, a column for each single figure. */
  private static String figures(Map<Split, MetricReport> evaluations) {
    Set<Measure> measures = new LinkedHashSet<>();
    evaluations
        .values()
        .forEach(figures -> figures.singles().map(Figure.Single::measure).forEach(measures::add));
    measures.remove(Measure.ERROR); // A column less to read: 1 - accuracy.
    StringBuilder table = new StringBuilder(row("", measures, Measure::toString));
    evaluations.forEach(
        (split, figures) -> {
          table.append(row(split.toString(), measures, measure -> cell(measure, figures)));
          figures
              .unweighted()
              .ifPresent(
                  plain -> table.append(row("unweighted", measures, each -> cell(each, plain))));
        });
    return table.append(confusion(evaluations)).toString();
  }

  /** Of the last split, which has been seen least. */
  private static String confusion(Map<Split, MetricReport> evaluations) {
    String table = "";
    for (Map.Entry<Split, MetricReport> split : evaluations.entrySet()) {
      table = ConfusionTable.of("confusion on " + split.getKey(), split.getValue());
    }
    return table;
  }

  private static String row(String title, Set<Measure> measures, Function<Measure, String> cells) {
    String row =
        measures.stream()
            .map(
                measure ->
                    String.format(
                        Locale.ROOT,
                        "%" + Math.max(7, measure.toString().length()) + "s",
                        cells.apply(measure)))
            .collect(Collectors.joining("  "));
    return line(title, "%s", row);
  }

  private static String cell(Measure measure, MetricReport figures) {
    OptionalDouble found = figures.value(measure);
    if (found.isEmpty()) {
      return "-";
    }
    double value = found.getAsDouble();
    return measure == Measure.ACCURACY
        ? String.format(Locale.ROOT, "%.2f%%", 100 * value)
        : String.format(Locale.ROOT, value < 1e4 ? "%.4f" : "%.4g", value);
  }
}
