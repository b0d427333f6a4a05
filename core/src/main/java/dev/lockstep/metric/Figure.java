package dev.lockstep.metric;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One of the things that an evaluation tells. */
public sealed interface Figure
    permits Figure.Single, Figure.ByClass, Figure.BestThreshold, Figure.Confusion, Chart {
  /** Its name in reports. */
  String name();

  /** Adds the entries of this figure to those of a report, ready for JSON. */
  void putInto(Map<String, Object> report);

  /**
   * A number.
   *
   * @param errorBound how far it can be from the true one; 0 if it is exact
   */
  record Single(Measure measure, double value, double errorBound) implements Figure {
    /** An exact one. */
    public Single(Measure measure, double value) {
      this(measure, value, 0);
    }

    @Override
    public String name() {
      return measure.toString();
    }

    @Override
    public void putInto(Map<String, Object> report) {
      report.put(name(), value);
      if (errorBound > 0) {
        report.put(name() + "_error_bound", errorBound);
      }
    }
  }

  /** How well each class is found, in the order of the classes. */
  record ByClass(List<OfClass> classes) implements Figure {
    /** Of one class, whose examples have that weight. */
    public record OfClass(String name, double weight, double precision, double recall, double f1) {}

    public ByClass {
      classes = List.copyOf(classes);
    }

    @Override
    public String name() {
      return "by_class";
    }

    @Override
    public void putInto(Map<String, Object> report) {
      List<Map<String, Object>> rows = new ArrayList<>();
      for (OfClass each : classes) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("class", each.name());
        row.put("weight", each.weight());
        row.put("precision", each.precision());
        row.put("recall", each.recall());
        row.put("f1", each.f1());
        rows.add(row);
      }
      report.put(name(), rows);
    }
  }

  /**
   * The threshold of two classes at which a measure is best.
   *
   * @param value of the measure there
   */
  record BestThreshold(Measure measure, double threshold, double value) implements Figure {
    @Override
    public String name() {
      return "best_threshold";
    }

    @Override
    public void putInto(Map<String, Object> report) {
      Map<String, Object> best = new LinkedHashMap<>();
      best.put("threshold", threshold);
      best.put("measure", measure.toString());
      best.put("value", value);
      report.put(name(), best);
    }
  }

  /**
   * The weight of the examples by actual and predicted class.
   *
   * @param weights a row for each actual class, a column for each predicted one
   */
  record Confusion(List<String> classes, List<List<Double>> weights) implements Figure {
    public Confusion {
      classes = List.copyOf(classes);
      weights = weights.stream().map(List::copyOf).toList();
    }

    @Override
    public String name() {
      return "confusion";
    }

    @Override
    public void putInto(Map<String, Object> report) {
      Map<String, Object> confusion = new LinkedHashMap<>();
      confusion.put("classes", classes);
      confusion.put("rows", "actual");
      confusion.put("columns", "predicted");
      confusion.put("weights", weights);
      report.put(name(), confusion);
    }
  }
}
