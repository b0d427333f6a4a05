package dev.lockstep.spark.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.diagnosis.LearningCurve;
import dev.lockstep.diagnosis.LearningCurve.MoreData;
import dev.lockstep.diagnosis.LearningCurve.Point;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** A learning curve in report.json, and as a table. */
public final class LearningCurveReport {
  /** Characters of the longest bar. */
  private static final int BAR = 30;

  private static final String NO_VERDICT = "no verdict on more data";

  private LearningCurveReport() {}

  /** Ready for JSON; what is not known is left out. */
  static Map<String, Object> values(LearningCurve curve) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("points", curve.points().stream().map(LearningCurveReport::values).toList());
    curve.moreData().ifPresent(verdict -> values.put("more_data", verdict.toString()));
    return values;
  }

  private static Map<String, Object> values(Point point) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("share", point.share());
    values.put("examples", point.examples());
    values.put("steps", point.steps());
    DiagnosisReport.put(values, "train_error", point.errors().train());
    DiagnosisReport.put(values, "dev_error", point.errors().dev());
    return values;
  }

  /** A row for each point, a bar for its dev error, and whether more data would help. */
  public static String table(LearningCurve curve) {
    double largest =
        curve.points().stream()
            .mapToDouble(point -> point.errors().dev().orElse(0))
            .max()
            .orElse(0);
    StringBuilder table =
        new StringBuilder(row("trained on", "examples", "train error", "dev error"));
    curve
        .points()
        .forEach(
            point ->
                table.append(
                    row(
                        share(point),
                        String.format(Locale.ROOT, "%,d", point.examples()),
                        DiagnosisReport.percent(point.errors().train()),
                        DiagnosisReport.percent(point.errors().dev())
                            + bar(point.errors().dev(), largest))));
    return table.append("  ").append(" ".repeat(12)).append(verdict(curve)).append('\n').toString();
  }

  private static String row(String name, String examples, String train, String dev) {
    return String.format(Locale.ROOT, "  %-10s  %11s  %11s  %9s%n", name, examples, train, dev);
  }

  private static String share(Point point) {
    return point.share() == 1 ? "all" : "1/" + Math.round(1 / point.share());
  }

  private static String bar(OptionalDouble error, double largest) {
    long length =
        error.isPresent() && largest > 0 ? Math.round(BAR * error.getAsDouble() / largest) : 0;
    return "  " + "#".repeat((int) length);
  }

  private static String verdict(LearningCurve curve) {
    String errors =
        String.format(
            Locale.ROOT,
            "from half to all of the rows the dev error went from %s to %s",
            DiagnosisReport.percent(curve.halfError()),
            DiagnosisReport.percent(curve.fullError()));
    return curve.moreData().map(LearningCurveReport::words).orElse(NO_VERDICT) + ": " + errors;
  }

  /** What a report that was written says of more data; empty if it has no learning curve. */
  static Optional<String> moreData(JsonNode report) {
    JsonNode curve = report.path("learning_curve");
    String told = curve.path("more_data").asText();
    return curve.isObject()
        ? Arrays.stream(MoreData.values())
            .filter(verdict -> verdict.toString().equals(told))
            .map(LearningCurveReport::words)
            .findFirst()
            .or(() -> Optional.of(NO_VERDICT))
        : Optional.empty();
  }

  private static String words(MoreData verdict) {
    return switch (verdict) {
      case HELPS -> "more data would help";
      case BIAS_FIRST -> "more data would help, but avoidable bias is the larger part";
      case HELPS_LITTLE -> "more data would help little";
    };
  }
}
