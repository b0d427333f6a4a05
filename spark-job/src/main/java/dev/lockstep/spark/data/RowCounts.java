package dev.lockstep.spark.data;

import dev.lockstep.train.Split;
import java.util.Locale;
import java.util.Map;

/** Whether both passes over the tables have found the same number of rows. */
final class RowCounts {
  private RowCounts() {}

  /** Throws BadDataException, with the files that have changed, if they have not. */
  static void check(TableStatistics counted, Map<Split, ShardedDataset> packed, TableFiles files) {
    for (Split split : Split.values()) {
      ShardedDataset dataset = packed.get(split);
      long rows = dataset == null ? 0 : dataset.examples();
      if (rows != counted.of(split).rows) {
        String changed = files.changed();
        throw new BadDataException(
            String.format(
                Locale.ROOT,
                "the table changed while it was read: the %s split had %,d rows at first, and then %,d%s",
                split,
                counted.of(split).rows,
                rows,
                changed.isEmpty() ? "" : "; " + changed));
      }
    }
  }
}
