package dev.lockstep.spark.table.score;

import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.feature.OneHotColumns;
import dev.lockstep.spark.table.compare.UnseenRows;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;

/** Counts, over all rows that are scored, the categories that training did not see. */
final class UnseenCategories implements Serializable {
  private static final long serialVersionUID = 1;

  private final OneHotColumns categories;
  private final List<LongAccumulator> unseen;
  private final LongAccumulator rows;

  UnseenCategories(FeatureSchema features, SparkContext spark) {
    categories = new OneHotColumns(features);
    rows = spark.longAccumulator("scored rows");
    unseen =
        categories.names().stream()
            .map(name -> spark.longAccumulator("unseen in " + name))
            .toList();
  }

  /** Counts a packed row. */
  void add(float[] row) {
    rows.add(1);
    for (int i = 0; i < categories.size(); i++) {
      if (categories.isUnseen(i, row, 0)) {
        unseen.get(i).add(1);
      }
    }
  }

  /** What is to be said of each column that had some. */
  List<String> warnings() {
    List<String> names = categories.names();
    return IntStream.range(0, names.size())
        .mapToObj(i -> new UnseenRows(names.get(i), unseen.get(i).value(), rows.value()))
        .filter(found -> found.unseen() > 0)
        .map(UnseenRows::warning)
        .toList();
  }
}
