package dev.lockstep.spark.report;

import dev.lockstep.diagnosis.Diagnosis;
import dev.lockstep.diagnosis.Errors;
import dev.lockstep.diagnosis.ExampleCounts;
import dev.lockstep.diagnosis.Verdict;
import dev.lockstep.metric.Measure;
import dev.lockstep.metric.MetricReport;
import dev.lockstep.train.Split;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToLongFunction;

/** A diagnosis in report.json, and on a line. */
public final class DiagnosisReport {
  private static final double NEGLIGIBLE = 1e-6;

  private DiagnosisReport() {}

  /** By what was measured on the splits. */
  public static Errors errors(Map<Split, MetricReport> figures) {
    return new Errors(
        error(figures, Split.TRAIN), error(figures, Split.DEV), error(figures, Split.TEST));
  }

  /** The same as a diagnosis; how much chance does is not known of a regression. */
  public static Diagnosis of(
      double targetError, Map<Split, MetricReport> figures, ToLongFunction<Split> examples) {
    boolean shares =
        figures.values().stream().anyMatch(each -> each.value(Measure.ACCURACY).isPresent());
    return new Diagnosis(
        targetError, errors(figures), shares ? counted(examples) : ExampleCounts.MANY);
  }

  static ExampleCounts counted(ToLongFunction<Split> examples) {
    return new ExampleCounts(
        examples.applyAsLong(Split.TRAIN),
        examples.applyAsLong(Split.DEV),
        examples.applyAsLong(Split.TEST));
  }

  private static OptionalDouble error(Map<Split, MetricReport> figures, Split split) {
    MetricReport found = figures.get(split);
    return found == null ? OptionalDouble.empty() : Errors.of(found::value);
  }

  /** Ready for JSON; what is not known is left out. */
  static Map<String, Object> values(Diagnosis diagnosis) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("target_error", diagnosis.targetError());
    put(values, "train_error", diagnosis.errors().train());
    put(values, "dev_error", diagnosis.errors().dev());
    put(values, "test_error", diagnosis.errors().test());
    put(values, "avoidable_bias", diagnosis.avoidableBias());
    put(values, "variance", diagnosis.variance());
    put(values, "variance_chance", known(diagnosis.varianceChance()));
    put(values, "dev_test_gap", diagnosis.devTestGap());
    put(values, "dev_test_gap_chance", known(diagnosis.devTestChance()));
    diagnosis.verdict().ifPresent(verdict -> values.put("verdict", verdict.toString()));
    if (diagnosis.devTestGap().isPresent()) {
      values.put("dev_overfitted", diagnosis.devOverfitted());
    }
    return values;
  }

  static void put(Map<String, Object> values, String key, OptionalDouble value) {
    value.ifPresent(number -> values.put(key, number));
  }

  /** Of a figure that chance has no part in, nothing is said. */
  public static OptionalDouble known(double chance) {
    return chance < NEGLIGIBLE ? OptionalDouble.empty() : OptionalDouble.of(chance);
  }

  /** For people. */
  public static String line(Diagnosis diagnosis) {
    return verdict(diagnosis)
        + part(": avoidable bias", diagnosis.avoidableBias())
        + part(", variance", diagnosis.variance())
        + part(", dev-test gap", diagnosis.devTestGap());
  }

  private static String part(String name, OptionalDouble gap) {
    return gap.isPresent() ? name + " " + percent(gap) : "";
  }

  /** In words, such as "high bias, dev overfitted". */
  public static String verdict(Diagnosis diagnosis) {
    String words = diagnosis.verdict().map(Verdict::words).orElse("unknown");
    String variance = diagnosis.variance().isPresent() ? "" : ", variance unknown";
    return words + variance + (diagnosis.devOverfitted() ? ", dev overfitted" : "");
  }

  /** In per cent; a hyphen for what is not known. */
  public static String percent(OptionalDouble share) {
    return share.isPresent()
        ? String.format(Locale.ROOT, "%.2f%%", 100 * share.getAsDouble())
        : "-";
  }
}
