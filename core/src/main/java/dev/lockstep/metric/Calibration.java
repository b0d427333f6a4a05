package dev.lockstep.metric;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Whether predicted probabilities are what is observed, "calibration" (Guo et al., "On calibration
 * of modern neural networks", 2017): of two classes the probability of class 1, of more that of the
 * class that is predicted.
 *
 * @param bins of equal width over [0, 1]
 * @param expectedError mean over the bins, by weight, of how far predicted and observed are apart
 * @param maximumError the largest of these
 */
public record Calibration(List<Bin> bins, double expectedError, double maximumError)
    implements Chart {
  /**
   * The examples whose probability is at least from and less than to; 1 is in the last bin.
   *
   * @param examples number of those that have weight
   * @param predicted mean probability by weight; empty without examples
   * @param observed the share of the weight for which it comes true; empty without examples
   */
  public record Bin(
      double from, double to, long examples, OptionalDouble predicted, OptionalDouble observed) {
    private Map<String, Object> values() {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("from", from);
      values.put("to", to);
      values.put("examples", examples);
      predicted.ifPresent(value -> values.put("predicted", value));
      observed.ifPresent(value -> values.put("observed", value));
      return values;
    }
  }

  public Calibration {
    bins = List.copyOf(bins);
  }

  @Override
  public String name() {
    return "calibration";
  }

  @Override
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    List<Map<String, Object>> rows = new ArrayList<>();
    bins.forEach(bin -> rows.add(bin.values()));
    values.put("bins", rows);
    values.put("expected_calibration_error", expectedError);
    values.put("maximum_calibration_error", maximumError);
    return values;
  }
}
