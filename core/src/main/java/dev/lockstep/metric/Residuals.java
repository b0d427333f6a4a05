package dev.lockstep.metric;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How far labels are from what is predicted of them, "residuals": label less prediction, in the
 * label's unit.
 *
 * @param targets one for each label, in their order
 */
public record Residuals(List<OfTarget> targets) implements Chart {
  /**
   * Of one label.
   *
   * @param bins of equal width, one after the other
   * @param below examples whose residual is below all bins
   * @param above examples whose residual is above all bins
   * @param mean by weight
   * @param deviation the standard deviation, by weight
   */
  public record OfTarget(List<Bin> bins, long below, long above, double mean, double deviation) {
    public OfTarget {
      bins = List.copyOf(bins);
    }

    private Map<String, Object> values() {
      Map<String, Object> values = new LinkedHashMap<>();
      List<Map<String, Object>> rows = new ArrayList<>();
      bins.forEach(bin -> rows.add(bin.values()));
      values.put("bins", rows);
      values.put("below", below);
      values.put("above", above);
      values.put("mean", mean);
      values.put("standard_deviation", deviation);
      return values;
    }
  }

  /** How many examples have a residual from there to there; on an edge, it counts to the outer. */
  public record Bin(double from, double to, long examples) {
    private Map<String, Object> values() {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("from", from);
      values.put("to", to);
      values.put("examples", examples);
      return values;
    }
  }

  public Residuals {
    targets = List.copyOf(targets);
  }

  @Override
  public String name() {
    return "residuals";
  }

  /** Those of a single label; of several, a list of them under "targets". */
  @Override
  public Map<String, Object> values() {
    return targets.size() == 1
        ? targets.get(0).values()
        : Map.of("targets", targets.stream().map(OfTarget::values).toList());
  }
}
