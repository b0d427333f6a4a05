package dev.lockstep.spark.report.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.lockstep.metric.Measure;
import dev.lockstep.spark.champion.Comparison;
import dev.lockstep.train.Split;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Runs side by side. Each list of values has one for each run, in their order.
 *
 * @param config the keys that differ
 * @param data what differs of the tables and how they are read
 * @param versions what differs of what computed
 * @param training how the trainings went
 * @param metrics figures of the splits
 * @param test how far runs are apart on the test split
 */
public record ComparedRuns(
    List<Run> runs,
    List<Row> config,
    List<Row> data,
    List<Row> versions,
    List<Row> training,
    List<Figures> metrics,
    List<TestDifference> test) {
  public ComparedRuns {
    runs = List.copyOf(runs);
    config = List.copyOf(config);
    data = List.copyOf(data);
    versions = List.copyOf(versions);
    training = List.copyOf(training);
    metrics = List.copyOf(metrics);
    test = List.copyOf(test);
  }

  /**
   * One of them.
   *
   * @param path of its directory
   * @param status such as "finished"
   * @param cause why it has not come to its end; empty if it has, or nobody knows
   */
  public record Run(String path, String status, String cause) {
    public boolean isFinished() {
      return status.equals("finished");
    }
  }

  /** Values of one thing; NullNode where a run has none. */
  public record Row(String name, List<JsonNode> values) {
    public Row {
      values = List.copyOf(values);
    }

    /** Whether not all runs have the same. */
    boolean differs() {
      return values.stream().distinct().count() > 1;
    }
  }

  /** A figure of a split; empty where a run has none. */
  public record Figures(Split split, Measure measure, List<OptionalDouble> values) {
    public Figures {
      values = List.copyOf(values);
    }

    /** The places of the best, if there are others. */
    public List<Integer> best() {
      List<Double> known = values.stream().flatMapToDouble(OptionalDouble::stream).boxed().toList();
      if (known.stream().distinct().count() < 2) {
        return List.of();
      }
      double best = known.stream().reduce((a, b) -> measure.gain(a, b) >= 0 ? a : b).orElseThrow();
      List<Integer> places = new ArrayList<>();
      for (int i = 0; i < values.size(); i++) {
        if (values.get(i).isPresent() && values.get(i).getAsDouble() == best) {
          places.add(i);
        }
      }
      return places;
    }
  }

  /**
   * How much better a run is than another on the rows of the test split.
   *
   * @param run its place among the runs
   * @param against the place of the other
   * @param found empty if it was not measured
   * @param skipped why it was not measured, or nothing
   */
  public record TestDifference(int run, int against, Optional<Comparison> found, String skipped) {
    private Map<String, Object> values() {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("run", run);
      values.put("against", against);
      if (found.isEmpty()) {
        values.put("skipped", skipped);
      }
      found.ifPresent(
          comparison -> {
            values.put("metric", comparison.measure().toString());
            values.put("rows", comparison.rows());
            values.put("value", comparison.figures().challenger());
            values.put("value_against", comparison.figures().champion());
            values.put("improvement", comparison.improvement());
            values.put("low", comparison.lower());
            values.put("high", comparison.upper());
          });
      return values;
    }
  }

  /** All of it, ready for JSON; null where a run has no value. */
  public Map<String, Object> values() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("runs", runs.stream().map(ComparedRuns::values).toList());
    all.put("config", rows(config));
    all.put("data", rows(data));
    all.put("versions", rows(versions));
    all.put("training", rows(training));
    all.put("metrics", metrics.stream().map(ComparedRuns::values).toList());
    all.put("test", test.stream().map(TestDifference::values).toList());
    return all;
  }

  private static Map<String, Object> values(Run run) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("run", run.path());
    values.put("status", run.status());
    if (!run.cause().isEmpty()) {
      values.put("cause", run.cause());
    }
    return values;
  }

  private static List<Map<String, Object>> rows(List<Row> rows) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Row row : rows) {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("name", row.name());
      values.put("values", row.values());
      all.add(values);
    }
    return all;
  }

  private static Map<String, Object> values(Figures figures) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("split", figures.split().toString());
    values.put("metric", figures.measure().toString());
    values.put("higher_is_better", figures.measure().higherIsBetter());
    values.put(
        "values",
        figures.values().stream()
            .<JsonNode>map(
                value ->
                    value.isPresent()
                        ? DoubleNode.valueOf(value.getAsDouble())
                        : NullNode.getInstance())
            .toList());
    values.put("best", figures.best());
    return values;
  }
}
