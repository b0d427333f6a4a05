package dev.lockstep.spark.table.pack;

import dev.lockstep.feature.OneHotColumns;
import dev.lockstep.spark.table.compare.Mismatch;
import dev.lockstep.spark.table.compare.SplitComparison;
import dev.lockstep.spark.table.compare.SplitComparison.RowCounts;
import dev.lockstep.spark.table.compare.SplitSample;
import dev.lockstep.spark.table.compare.UnseenRows;
import dev.lockstep.spark.table.statistics.CheckedTables;
import dev.lockstep.train.Split;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What packing the rows told of the splits.
 *
 * @param unseen of each split, the columns with values that training did not see
 * @param mismatch how far the splits lie apart
 */
public record SplitFindings(Map<Split, List<UnseenRows>> unseen, Mismatch mismatch) {
  /** Of shards of these tables. */
  static SplitFindings of(CheckedTables tables, Map<Split, BuiltShards> built) {
    List<String> columns = new OneHotColumns(tables.features()).names();
    Map<Split, List<UnseenRows>> unseen = new EnumMap<>(Split.class);
    Map<Split, SplitSample> samples = new EnumMap<>(Split.class);
    Map<Split, RowCounts> counts = new EnumMap<>(Split.class);
    built.forEach(
        (split, shards) -> {
          unseen.put(split, unseen(columns, shards));
          if (shards.sample().rows() > 0) {
            samples.put(split, shards.sample());
          }
          counts.put(split, new RowCounts(tables.rows(split), tables.missing(split)));
        });
    Mismatch mismatch =
        samples.size() > 1
            ? SplitComparison.of(tables.features(), samples, counts)
            : Mismatch.none();
    return new SplitFindings(unseen, mismatch);
  }

  private static List<UnseenRows> unseen(List<String> columns, BuiltShards shards) {
    List<UnseenRows> found = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      long count = shards.unseen().get(i);
      if (count > 0) {
        found.add(new UnseenRows(columns.get(i), count, shards.dataset().examples()));
      }
    }
    return found;
  }

  /** What somebody should look at. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    unseen.forEach((split, found) -> UnseenRows.warning(split, found).ifPresent(warnings::add));
    warnings.addAll(mismatch.warnings());
    return warnings;
  }
}
