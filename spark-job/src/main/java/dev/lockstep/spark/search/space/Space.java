package dev.lockstep.spark.search.space;

import dev.lockstep.spark.search.space.Region.Extent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The parameters of a search, in the order of their importance; one that applies only when another
 * has some value comes after it.
 */
public record Space(List<Parameter> parameters) {
  public Space {
    parameters = List.copyOf(parameters);
  }

  /** How many coordinates a point has. */
  public int dimensions() {
    return parameters.stream().mapToInt(each -> each.domain().dimensions()).sum();
  }

  /** All of it. */
  public Region all() {
    List<Extent> extents = new ArrayList<>();
    parameters.forEach(each -> extents.addAll(each.domain().all()));
    return new Region(extents);
  }

  /** The values of the parameters that apply at a point, by their keys. */
  public Map<String, Object> at(double[] coordinates) {
    Map<String, Object> values = new LinkedHashMap<>();
    int from = 0;
    for (Parameter each : parameters) {
      if (each.applies(values)) {
        values.put(each.key(), each.domain().at(coordinates, from));
      }
      from += each.domain().dimensions();
    }
    return values;
  }

  /** Whether a coordinate makes a difference at a point. */
  boolean decides(int coordinate, double[] point) {
    Map<String, Object> values = at(point);
    int from = 0;
    for (Parameter each : parameters) {
      int dimensions = each.domain().dimensions();
      if (coordinate < from + dimensions) {
        return values.containsKey(each.key())
            && each.domain().decides(coordinate - from, point, from);
      }
      from += dimensions;
    }
    throw new IndexOutOfBoundsException(coordinate);
  }

  /** What can be drawn from a region, parameter by parameter, ready for JSON. */
  public Map<String, Object> describe(Region region) {
    Map<String, Object> described = new LinkedHashMap<>();
    int from = 0;
    for (Parameter each : parameters) {
      int to = from + each.domain().dimensions();
      Map<String, Object> domain = each.domain().describe(region.extents().subList(from, to));
      each.when().ifPresent(when -> domain.put("when", Map.of(when.key(), when.values())));
      described.put(each.key(), domain);
      from = to;
    }
    return described;
  }
}
