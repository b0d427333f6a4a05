package dev.lockstep.spark.table.score;

import dev.lockstep.feature.FeatureColumn.Categorical;
import dev.lockstep.feature.FeatureSchema;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;

/** Counts, over all rows that are scored, the categories that training did not see. */
final class UnseenCategories implements Serializable {
  private static final long serialVersionUID = 1;

  private final List<Counter> counters = new ArrayList<>();
  private final LongAccumulator rows;

  /** Where a column's elements are in a packed row. */
  private record Counter(String name, int offset, int width, LongAccumulator unseen)
      implements Serializable {}

  UnseenCategories(FeatureSchema features, SparkContext spark) {
    rows = spark.longAccumulator("scored rows");
    int[] offsets = features.offsets();
    for (int i = 0; i < offsets.length; i++) {
      if (features.columns().get(i) instanceof Categorical column) {
        counters.add(
            new Counter(
                column.name(),
                offsets[i],
                column.width(),
                spark.longAccumulator("unseen in " + column.name())));
      }
    }
  }

  /** Counts a packed row. */
  void add(float[] row) {
    rows.add(1);
    for (Counter counter : counters) {
      if (isZero(row, counter.offset(), counter.width())) {
        counter.unseen().add(1);
      }
    }
  }

  private static boolean isZero(float[] x, int from, int width) {
    for (int i = from; i < from + width; i++) {
      if (x[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** What is to be said of each column that had some. */
  List<String> warnings() {
    return counters.stream()
        .filter(counter -> counter.unseen().value() > 0)
        .map(
            counter ->
                String.format(
                    Locale.ROOT,
                    "%,d of %,d rows have a value in the column '%s' that training did not see, and that counts for nothing",
                    counter.unseen().value(),
                    rows.value(),
                    counter.name()))
        .toList();
  }
}
