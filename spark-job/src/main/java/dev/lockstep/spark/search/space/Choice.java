package dev.lockstep.spark.search.space;

import dev.lockstep.spark.search.space.Region.Extent;
import dev.lockstep.spark.search.space.Region.Picks;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** One of some values, each as likely as any other. */
public record Choice(List<Object> values) implements Domain {
  /**
   * Checks them.
   *
   * @throws IllegalArgumentException if there are none, or one is there twice
   */
  public Choice {
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("found no values; allowed: one or more");
    }
    if (values.stream().distinct().count() < values.size()) {
      throw new IllegalArgumentException("found a value twice; allowed: each once");
    }
  }

  @Override
  public int dimensions() {
    return 1;
  }

  @Override
  public Object at(double[] coordinates, int from) {
    return values.get(Picks.index(coordinates[from], values.size()));
  }

  @Override
  public boolean decides(int i, double[] coordinates, int from) {
    return true;
  }

  @Override
  public List<Extent> all() {
    return List.of(new Picks(values.size(), IntStream.range(0, values.size()).boxed().toList()));
  }

  @Override
  public Map<String, Object> describe(List<Extent> extents) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("scale", "choice");
    described.put("values", ((Picks) extents.get(0)).allowed().stream().map(values::get).toList());
    return described;
  }
}
