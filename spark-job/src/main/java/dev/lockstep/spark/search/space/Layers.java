package dev.lockstep.spark.search.space;

import dev.lockstep.spark.search.space.Region.Extent;
import dev.lockstep.spark.search.space.Region.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A list of layers: first how many, then the units of each that there is.
 *
 * @param count whole, from 0 or more
 * @param units whole
 */
public record Layers(Numbers count, Numbers units) implements Domain {
  public Layers {
    if (!count.whole() || !units.whole()) {
      throw new IllegalArgumentException("layers and units must be integers");
    }
  }

  @Override
  public int dimensions() {
    return 1 + (int) count.to();
  }

  @Override
  public Object at(double[] coordinates, int from) {
    List<Object> widths = new ArrayList<>();
    for (int i = 1; i <= count.integer(coordinates[from]); i++) {
      widths.add(units.integer(coordinates[from + i]));
    }
    return List.copyOf(widths);
  }

  @Override
  public boolean decides(int i, double[] coordinates, int from) {
    return i <= count.integer(coordinates[from]);
  }

  @Override
  public List<Extent> all() {
    List<Extent> all = new ArrayList<>();
    for (int i = 0; i < dimensions(); i++) {
      all.add(Span.ALL);
    }
    return all;
  }

  @Override
  public Map<String, Object> describe(List<Extent> extents) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("scale", "layers");
    described.put("layers", count.bounds((Span) extents.get(0)));
    described.put(
        "units",
        extents.subList(1, extents.size()).stream()
            .map(each -> units.bounds((Span) each))
            .toList());
    return described;
  }
}
