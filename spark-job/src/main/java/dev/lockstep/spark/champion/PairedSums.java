package dev.lockstep.spark.champion;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sums over rows that give a figure of both contenders: of all rows as they are, in each replicate,
 * and of the rows of each slice. Mergeable; no record, as Kryo ships it.
 */
final class PairedSums implements Serializable {
  private static final long serialVersionUID = 1;

  private final SummedFigure figure;

  /** [1 + replicates, weight and sums of both], the rows as they are first. */
  private final double[] sums;

  /** By column of slices, the sums of each value. */
  private final List<TreeMap<String, Slice>> slices = new ArrayList<>();

  private long rows;

  /** Of the rows that have the same value in a column. */
  private static final class Slice implements Serializable {
    private static final long serialVersionUID = 1;
    private final double[] sums;
    private long rows;

    Slice(int size) {
      sums = new double[size];
    }
  }

  PairedSums(SummedFigure figure, int replicates, int sliceColumns) {
    this.figure = figure;
    this.sums = new double[(1 + replicates) * size(figure)];
    for (int i = 0; i < sliceColumns; i++) {
      slices.add(new TreeMap<>());
    }
  }

  /** The weight, and the sums of the champion and of the challenger. */
  private static int size(SummedFigure figure) {
    return 1 + 2 * figure.sums();
  }

  /** Adds a row with what both contenders made of it. */
  void add(TestRow row, long key, PoissonWeights draws, RowTerms champion, RowTerms challenger) {
    rows++;
    add(sums, 0, row.weight, champion, challenger);
    for (int r = 0; r < draws.replicates(); r++) {
      int times = draws.of(r, key);
      if (times > 0) {
        add(sums, (1 + r) * size(figure), (double) times * row.weight, champion, challenger);
      }
    }
    for (int i = 0; i < row.slices.length; i++) {
      Slice slice = slices.get(i).computeIfAbsent(row.slices[i], value -> new Slice(size(figure)));
      slice.rows++;
      add(slice.sums, 0, row.weight, champion, challenger);
    }
  }

  private void add(double[] to, int offset, double times, RowTerms champion, RowTerms challenger) {
    to[offset] += times;
    champion.addTo(to, offset + 1, times);
    challenger.addTo(to, offset + 1 + figure.sums(), times);
  }

  /** Adds those of other rows. */
  void merge(PairedSums other) {
    rows += other.rows;
    add(sums, other.sums);
    for (int i = 0; i < slices.size(); i++) {
      TreeMap<String, Slice> mine = slices.get(i);
      for (Map.Entry<String, Slice> entry : other.slices.get(i).entrySet()) {
        Slice slice = mine.computeIfAbsent(entry.getKey(), value -> new Slice(size(figure)));
        slice.rows += entry.getValue().rows;
        add(slice.sums, entry.getValue().sums);
      }
    }
  }

  private static void add(double[] to, double[] from) {
    for (int i = 0; i < to.length; i++) {
      to[i] += from[i];
    }
  }

  long rows() {
    return rows;
  }

  /** Of all rows as they are. */
  Pair figures() {
    return pair(sums, 0);
  }

  /** By how much the challenger is better in each replicate, the least first. */
  double[] improvements() {
    double[] found = new double[sums.length / size(figure) - 1];
    for (int r = 0; r < found.length; r++) {
      found[r] = pair(sums, (1 + r) * size(figure)).improvement(figure.measure());
    }
    Arrays.sort(found);
    return found;
  }

  /** The slices of a column, by value. */
  List<Comparison.Slice> slices(int column, String name) {
    List<Comparison.Slice> found = new ArrayList<>();
    slices
        .get(column)
        .forEach(
            (value, slice) ->
                found.add(new Comparison.Slice(name, value, slice.rows, pair(slice.sums, 0))));
    return found;
  }

  int mostSlices() {
    return slices.stream().mapToInt(Map::size).max().orElse(0);
  }

  private Pair pair(double[] of, int offset) {
    double weight = of[offset];
    return new Pair(
        figure.value(of, offset + 1, weight), figure.value(of, offset + 1 + figure.sums(), weight));
  }
}
