package dev.lockstep.spark.report.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.lockstep.metric.Measure;
import dev.lockstep.spark.report.text.ComparedRuns.Figures;
import dev.lockstep.spark.report.text.ComparedRuns.Row;
import dev.lockstep.train.Split;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Puts the reports of runs side by side.
 *
 * @param reports one of each run, as report.json has it
 */
public record RunDifferences(List<JsonNode> reports) {
  /** Which each run has for itself. */
  private static final String OUTPUT = "output.path";

  private static final List<String> DATA =
      List.of(
          "data.digest.train",
          "data.digest.dev",
          "data.digest.test",
          "data.train_examples",
          "data.dev_examples",
          "data.test_examples",
          "data.rejected_rows",
          "data.malformed_rows",
          "data.features",
          "data.scaling",
          "data.bins",
          "data.classes",
          "data.missing",
          "data.missing_values",
          "initial_model_sha256");

  private static final List<String> VERSIONS =
      List.of(
          "lockstep_version",
          "spark_version",
          "java_version",
          "blas",
          "kernel",
          "openblas_coretype",
          "exchange",
          "shards",
          "master");

  private static final List<String> TRAINING =
      List.of(
          "steps",
          "epochs",
          "early_stopping.best_epoch",
          "train_seconds",
          "examples_per_second",
          "parameters.count",
          "parameters.sha256");

  public RunDifferences {
    reports = List.copyOf(reports);
  }

  /** The keys of the configuration that differ, but for where the run was written to. */
  public List<Row> config() {
    Set<String> names = new LinkedHashSet<>();
    for (JsonNode report : reports) {
      for (Map.Entry<String, JsonNode> section : report.path("config").properties()) {
        section
            .getValue()
            .properties()
            .forEach(key -> names.add(section.getKey() + "." + key.getKey()));
      }
    }
    names.remove(OUTPUT);
    List<Row> rows = new ArrayList<>();
    names.forEach(name -> rows.add(new Row(name, values("config." + name))));
    return differing(rows);
  }

  /** What differs of the tables. */
  public List<Row> data() {
    return differing(rows(DATA));
  }

  /** What differs of what computed. */
  public List<Row> versions() {
    return differing(rows(VERSIONS));
  }

  /** How the trainings went, as far as any report says. */
  public List<Row> training() {
    return rows(TRAINING).stream()
        .filter(row -> row.values().stream().anyMatch(value -> !value.isNull()))
        .toList();
  }

  private static List<Row> differing(List<Row> rows) {
    return rows.stream().filter(Row::differs).toList();
  }

  private List<Row> rows(List<String> names) {
    return names.stream().map(name -> new Row(name, values(name))).toList();
  }

  private List<JsonNode> values(String name) {
    return reports.stream().map(report -> value(report, name)).toList();
  }

  /** What a report has at a place; null if nothing. */
  static JsonNode value(JsonNode report, String name) {
    JsonNode found = report;
    for (String part : name.split("\\.", -1)) {
      found = found.path(part);
    }
    return found.isMissingNode() ? NullNode.getInstance() : found;
  }

  /** The figures that any of the runs has, split by split. */
  public List<Figures> metrics() {
    List<Figures> all = new ArrayList<>();
    for (Split split : Split.values()) {
      for (Measure measure : Measure.values()) {
        List<OptionalDouble> values =
            reports.stream().map(report -> figure(report, split, measure)).toList();
        if (values.stream().anyMatch(OptionalDouble::isPresent)) {
          all.add(new Figures(split, measure, values));
        }
      }
    }
    return all;
  }

  /** A figure of a run, if it has it. */
  public static OptionalDouble figure(JsonNode report, Split split, Measure measure) {
    JsonNode value = report.path("metrics").path(split.toString()).path(measure.toString());
    return value.isNumber() ? OptionalDouble.of(value.asDouble()) : OptionalDouble.empty();
  }
}
