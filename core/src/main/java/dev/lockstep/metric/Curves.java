package dev.lockstep.metric;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What two classes are told apart by at every threshold, "curves": true over false positive rate,
 * "roc", and precision over recall, "precision_recall".
 */
public record Curves(Curve roc, Curve precisionRecall) implements Chart {
  /**
   * Points of a curve, from the highest threshold down.
   *
   * @param x ascending
   * @param thresholds what the probability of class 1 must exceed
   * @param areaError by how much the area under these points is another than that under the curve
   */
  public record Curve(List<Double> x, List<Double> y, List<Double> thresholds, double areaError) {
    public Curve {
      x = List.copyOf(x);
      y = List.copyOf(y);
      thresholds = List.copyOf(thresholds);
    }

    private Map<String, Object> values(String xName, String yName) {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put(xName, x);
      values.put(yName, y);
      values.put("threshold", thresholds);
      values.put("area_error", areaError);
      return values;
    }
  }

  @Override
  public String name() {
    return "curves";
  }

  @Override
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("roc", roc.values("false_positive_rate", "true_positive_rate"));
    values.put("precision_recall", precisionRecall.values("recall", "precision"));
    return values;
  }
}
