package dev.lockstep.spark.search.space;

import java.util.ArrayList;
import java.util.List;

/** The part of a space that a round draws in: an extent of each coordinate. */
public record Region(List<Extent> extents) {
  /** How far around the best ones a zoom reaches, as a share of what there was. */
  private static final double MARGIN = 0.1;

  public Region {
    extents = List.copyOf(extents);
  }

  /** What a coordinate can be. */
  public sealed interface Extent {
    /** The coordinate at a share, in [0, 1), of the way through. */
    double at(double share);

    /** The part of it that those coordinates, at least one, lie in. */
    Extent around(List<Double> best);
  }

  /** From low to high. */
  public record Span(double low, double high) implements Extent {
    static final Span ALL = new Span(0, 1);

    @Override
    public double at(double share) {
      return Math.min(low + share * (high - low), Math.nextDown(1.0));
    }

    @Override
    public Extent around(List<Double> best) {
      double margin = MARGIN * (high - low);
      double least = best.stream().mapToDouble(Double::doubleValue).min().orElse(low);
      double most = best.stream().mapToDouble(Double::doubleValue).max().orElse(high);
      return new Span(Math.max(low, least - margin), Math.min(high, most + margin));
    }
  }

  /**
   * One of some of so many.
   *
   * @param allowed indices, ascending
   */
  public record Picks(int count, List<Integer> allowed) implements Extent {
    public Picks {
      allowed = List.copyOf(allowed);
    }

    /** The index that a coordinate is. */
    static int index(double coordinate, int count) {
      return Math.min(count - 1, (int) (coordinate * count));
    }

    @Override
    public double at(double share) {
      return (allowed.get(index(share, allowed.size())) + 0.5) / count;
    }

    @Override
    public Extent around(List<Double> best) {
      return new Picks(
          count,
          best.stream().map(coordinate -> index(coordinate, count)).distinct().sorted().toList());
    }
  }

  /** The coordinates at shares in [0, 1) of the way through each extent. */
  double[] at(double[] shares) {
    double[] coordinates = new double[shares.length];
    for (int i = 0; i < shares.length; i++) {
      coordinates[i] = extents.get(i).at(shares[i]);
    }
    return coordinates;
  }

  /**
   * The part of it around the best points: where none of them is decided by a coordinate, all of
   * that stays.
   */
  public Region around(Space space, List<double[]> best) {
    List<Extent> closer = new ArrayList<>();
    for (int i = 0; i < extents.size(); i++) {
      int coordinate = i;
      List<Double> found =
          best.stream()
              .filter(point -> space.decides(coordinate, point))
              .map(point -> point[coordinate])
              .toList();
      closer.add(found.isEmpty() ? extents.get(i) : extents.get(i).around(found));
    }
    return new Region(closer);
  }
}
