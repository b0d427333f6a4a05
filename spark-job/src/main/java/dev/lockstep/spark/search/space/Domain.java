package dev.lockstep.spark.search.space;

import dev.lockstep.spark.search.space.Region.Extent;
import java.util.List;
import java.util.Map;

/**
 * What a parameter can be. A value is chosen by coordinates in [0, 1), of which a domain has one or
 * more.
 */
public sealed interface Domain permits Numbers, Choice, Layers {
  /** How many coordinates choose a value. */
  int dimensions();

  /**
   * The value that coordinates choose, as YAML and JSON can hold it.
   *
   * @param from index of the first of the domain's coordinates
   */
  Object at(double[] coordinates, int from);

  /** Whether the i-th of the domain's coordinates makes a difference where the others are these. */
  boolean decides(int i, double[] coordinates, int from);

  /** All of each coordinate. */
  List<Extent> all();

  /** What can be chosen from within those extents, one for each coordinate, ready for JSON. */
  Map<String, Object> describe(List<Extent> extents);
}
