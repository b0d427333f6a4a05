package dev.lockstep.feature;

import dev.lockstep.shard.FillLevels;
import dev.lockstep.shard.FillLevels.Own;
import dev.lockstep.shard.Scaling;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The bins of a column that is encoded piecewise linearly: {@link FillLevels} says what becomes of
 * a number.
 *
 * @param edges of the bins, in the column's own units: at least 2 bins, ascending
 * @param scaled whether the scaled number is a feature too, before the fill levels
 */
public record PiecewiseLinear(List<Double> edges, boolean scaled) {
  public PiecewiseLinear {
    edges = List.copyOf(edges);
    if (edges.size() < 3) {
      throw new IllegalArgumentException(
          "a piecewise-linear encoding needs at least 2 bins, so 3 edges, not " + edges.size());
    }
    for (int i = 1; i < edges.size(); i++) {
      if (!(edges.get(i) > edges.get(i - 1))) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the edges of bins must ascend; found %s after %s",
                edges.get(i),
                edges.get(i - 1)));
      }
    }
  }

  /**
   * Bins between quantiles, of which those that are equal are one, as are those that scaling makes
   * equal; empty for fewer than 2 bins: the level of a single one would be the scaled number once
   * more.
   *
   * @param quantiles ascending
   */
  public static Optional<PiecewiseLinear> of(double[] quantiles, Scaling scaling, boolean scaled) {
    List<Double> edges = new ArrayList<>();
    for (double quantile : quantiles) {
      boolean first = edges.isEmpty();
      if (first || scaling.linear(quantile) > scaling.linear(edges.get(edges.size() - 1))) {
        edges.add(quantile);
      }
    }
    return edges.size() < 3 ? Optional.empty() : Optional.of(new PiecewiseLinear(edges, scaled));
  }

  /** Number of bins. */
  public int bins() {
    return edges.size() - 1;
  }

  /** Number of features. */
  int width() {
    return bins() + (scaled ? 1 : 0);
  }

  /** For numbers that are packed as {@link Scaling#linear} has them. */
  FillLevels levels(Scaling scaling) {
    float[] places = new float[edges.size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = scaling.linear(edges.get(i));
    }
    Own own = scaling.kind() == Scaling.Kind.ROBUST ? Own.CLIPPED : Own.AS_IS;
    return new FillLevels(places, scaled ? own : Own.ABSENT);
  }

  /** One name for each feature of a column of that name. */
  List<String> featureNames(String column) {
    List<String> names = new ArrayList<>();
    if (scaled) {
      names.add(column);
    }
    for (int i = 0; i < bins(); i++) {
      names.add(column + "[" + edges.get(i) + " to " + edges.get(i + 1) + "]");
    }
    return names;
  }
}
