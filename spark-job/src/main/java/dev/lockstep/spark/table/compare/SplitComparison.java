package dev.lockstep.spark.table.compare;

import dev.lockstep.diagnosis.NumberSample;
import dev.lockstep.diagnosis.Shift;
import dev.lockstep.diagnosis.Shift.Measure;
import dev.lockstep.feature.FeatureColumn;
import dev.lockstep.feature.FeatureColumn.Categorical;
import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.train.Split;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Compares samples of the splits, feature by feature, as the network gets them: scaled, with what
 * stands for missing values. Each row counts once, whatever it weighs.
 */
public final class SplitComparison {
  private final FeatureSchema features;
  private final Map<Split, SplitSample> samples;
  private final Map<Split, RowCounts> counts;
  private final List<Split> splits;
  private final long comparisons;
  private final List<FeatureShift> shifts = new ArrayList<>();

  /**
   * What is known of all rows of a split.
   *
   * @param missing for each column, how many lack a value
   */
  public record RowCounts(long rows, List<Long> missing) {
    public RowCounts {
      missing = List.copyOf(missing);
    }
  }

  private SplitComparison(
      FeatureSchema features, Map<Split, SplitSample> samples, Map<Split, RowCounts> counts) {
    this.features = features;
    this.samples = samples;
    this.counts = counts;
    this.splits = samples.keySet().stream().sorted().toList();
    int pairs = splits.size() * (splits.size() - 1) / 2;
    int compared = features.expansion().packed();
    this.comparisons = (long) Measure.values().length * compared * Math.max(1, pairs);
  }

  /**
   * Of each split with each later one.
   *
   * @param samples of the splits that are compared, none empty
   * @param counts of these
   */
  public static Mismatch of(
      FeatureSchema features, Map<Split, SplitSample> samples, Map<Split, RowCounts> counts) {
    SplitComparison comparison = new SplitComparison(features, samples, counts);
    int[] offsets = features.offsets();
    for (int i = 0; i < offsets.length; i++) {
      comparison.compare(i, offsets[i]);
    }
    Map<Split, Integer> rows = new EnumMap<>(Split.class);
    samples.forEach((split, sample) -> rows.put(split, sample.rows()));
    return new Mismatch(rows, comparison.shifts);
  }

  private void compare(int index, int offset) {
    FeatureColumn column = features.columns().get(index);
    if (column instanceof Categorical categories) {
      add(column.name(), categories(offset, categories.packedWidth()), index);
    } else if (column.packedWidth() == 1) {
      add(column.name(), numbers(offset), index);
    } else {
      List<String> names = column.featureNames();
      for (int i = 0; i < names.size(); i++) {
        add(names.get(i), numbers(offset + i), -1);
      }
      add(column.name(), (first, second) -> new ArrayList<>(), index);
    }
  }

  /** Compares one feature of two splits. */
  private interface Comparison {
    /** The measures; may be added to. */
    List<Shift> of(Split first, Split second);
  }

  private Comparison categories(int offset, int width) {
    Map<Split, long[]> found = new EnumMap<>(Split.class);
    samples.forEach((split, sample) -> found.put(split, sample.categories(offset, width)));
    return (first, second) ->
        new ArrayList<>(
            List.of(Shift.ofCounts(Measure.PSI, at(found, first), at(found, second), comparisons)));
  }

  private Comparison numbers(int feature) {
    Map<Split, NumberSample> values = new EnumMap<>(Split.class);
    samples.forEach((split, sample) -> values.put(split, new NumberSample(sample.values(feature))));
    double[] edges = at(values, splits.get(0)).deciles();
    Map<Split, long[]> bins = new EnumMap<>(Split.class);
    values.forEach((split, sample) -> bins.put(split, sample.counts(edges)));
    return (first, second) -> {
      List<Shift> found = new ArrayList<>();
      found.add(Shift.ofCounts(Measure.PSI, at(bins, first), at(bins, second), comparisons));
      Shift.ofMeans(at(values, first), at(values, second), comparisons).ifPresent(found::add);
      return found;
    };
  }

  private static <T> T at(Map<Split, T> map, Split split) {
    T found = map.get(split);
    if (found == null) {
      throw new IllegalArgumentException("nothing is known of the " + split + " split");
    }
    return found;
  }

  /** All pairs of splits, of a column at that place too, or -1. */
  private void add(String name, Comparison comparison, int column) {
    for (int i = 0; i < splits.size(); i++) {
      for (int j = i + 1; j < splits.size(); j++) {
        List<Shift> measures = comparison.of(splits.get(i), splits.get(j));
        if (column >= 0) {
          addMissing(splits.get(i), splits.get(j), column, measures);
        }
        if (!measures.isEmpty()) {
          shifts.add(new FeatureShift(name, splits.get(i), splits.get(j), measures));
        }
      }
    }
  }

  private void addMissing(Split first, Split second, int column, List<Shift> measures) {
    long[] some = presence(first, column);
    long[] others = presence(second, column);
    if (some[0] + others[0] > 0) {
      measures.add(Shift.ofCounts(Measure.MISSING_PSI, some, others, comparisons));
    }
  }

  /** How many rows lack a value, and how many have one. */
  private long[] presence(Split split, int column) {
    RowCounts all = at(counts, split);
    long missing = all.missing().get(column);
    return new long[] {missing, all.rows() - missing};
  }
}
