package dev.lockstep.spark.report.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.diagnosis.Diagnosis;
import dev.lockstep.diagnosis.Verdict;
import dev.lockstep.spark.report.DiagnosisReport;
import dev.lockstep.spark.report.StoredReport;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** A diagnosis for people: the errors, what they tell, and what to do about it. */
public final class DiagnosisTable {
  private final Diagnosis diagnosis;
  private final JsonNode config;
  private final Optional<String> moreData;
  private final StringBuilder text = new StringBuilder();

  private DiagnosisTable(Diagnosis diagnosis, StoredReport run) {
    this.diagnosis = diagnosis;
    this.config = run.config();
    this.moreData = run.moreData();
  }

  /** Of a finished run, against a target error. */
  public static String of(StoredReport run, double targetError) {
    Diagnosis found = new Diagnosis(targetError, run.errors(), run.examples());
    DiagnosisTable table = new DiagnosisTable(found, run);
    table.errors(run.measure().toString());
    table.recipe();
    return table.text.toString();
  }

  /** Whether there is something to do. */
  static boolean hasAdvice(Diagnosis diagnosis) {
    return diagnosis.devOverfitted()
        || diagnosis.verdict().filter(verdict -> verdict != Verdict.JUST_RIGHT).isPresent();
  }

  private void errors(String measure) {
    line(
        "errors are 1 - %s; a difference is high above %.0f points, if that is not chance",
        measure, 100 * Diagnosis.HIGH);
    row("target", OptionalDouble.of(diagnosis.targetError()), "");
    row(
        "train",
        diagnosis.errors().train(),
        gap("avoidable bias", diagnosis.avoidableBias(), 0) + high(diagnosis.biasIsHigh()));
    row(
        "dev",
        diagnosis.errors().dev(),
        gap("variance", diagnosis.variance(), diagnosis.varianceChance())
            + high(diagnosis.varianceIsHigh()));
    row(
        "test",
        diagnosis.errors().test(),
        gap("dev-test gap", diagnosis.devTestGap(), diagnosis.devTestChance())
            + high(diagnosis.devOverfitted()));
    line("verdict: %s", DiagnosisReport.verdict(diagnosis));
  }

  private void row(String name, OptionalDouble error, String gap) {
    line(
        "%s",
        String.format(Locale.ROOT, "  %-8s%8s%s", name, DiagnosisReport.percent(error), gap)
            .stripTrailing());
  }

  private static String gap(String name, OptionalDouble gap, double chance) {
    OptionalDouble known = DiagnosisReport.known(chance);
    String by = known.isPresent() ? "  by chance up to " + DiagnosisReport.percent(known) : "";
    return String.format(Locale.ROOT, "    %-16s%8s%s", name, DiagnosisReport.percent(gap), by);
  }

  private static String high(boolean high) {
    return high ? "  high" : "";
  }

  private void recipe() {
    diagnosis
        .verdict()
        .filter(Verdict::highBias)
        .ifPresent(verdict -> remedies("against high bias", Remedy.AGAINST_BIAS));
    diagnosis
        .verdict()
        .filter(Verdict::highVariance)
        .ifPresent(
            verdict -> {
              remedies("against high variance", Remedy.AGAINST_VARIANCE);
              line(
                  "  %s",
                  moreData
                      .map("by the learning curve: "::concat)
                      .orElse("whether more data would help: train --learning-curve"));
            });
    if (diagnosis.devOverfitted()) {
      remedies(
          "choices fit the dev split better than the test split", Remedy.AGAINST_OVERFITTED_DEV);
    }
    if (diagnosis.errors().dev().isEmpty()) {
      remedies("of variance nothing is known without a dev split", Remedy.FOR_DEV);
    }
  }

  private void remedies(String title, List<Remedy> remedies) {
    line("%s:", title);
    remedies.forEach(
        remedy ->
            line(
                "%s",
                String.format(Locale.ROOT, "  %-28s%s", remedy.what(), keys(remedy))
                    .stripTrailing()));
  }

  /** With the values that the run had; a key that had none shares its line with one that had. */
  private String keys(Remedy remedy) {
    String given =
        remedy.keys().stream()
            .filter(key -> !value(key).isMissingNode())
            .map(key -> key + ": " + shown(value(key)))
            .collect(Collectors.joining(", "));
    return given.isEmpty() ? String.join(", ", remedy.keys()) : given;
  }

  private JsonNode value(String key) {
    JsonNode value = config;
    for (String name : key.split("\\.", -1)) {
      value = value.path(name);
    }
    return value;
  }

  private static String shown(JsonNode value) {
    return value.isTextual() ? value.asText() : value.toString();
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
