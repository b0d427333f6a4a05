package dev.lockstep.spark.data;

import dev.lockstep.model.MissingValues;
import dev.lockstep.train.Split;
import java.util.Iterator;
import org.apache.spark.sql.catalyst.InternalRow;

/** Collects the {@link TableStatistics} of one partition of a table. */
final class StatisticsCollector {
  private static final Split[] SPLITS = Split.values();

  private final TableReader reader;
  private final TableStatistics statistics;
  private final RowLocation location = new RowLocation();

  StatisticsCollector(TableReader reader) {
    this.reader = reader;
    this.statistics = new TableStatistics(reader.features());
  }

  TableStatistics collect(Iterator<InternalRow> rows) {
    while (rows.hasNext()) {
      location.next();
      add(rows.next());
    }
    return statistics;
  }

  private void add(InternalRow row) {
    if (reader.drops(row)) {
      statistics.rejectedRows++;
      return;
    }
    Split split = SPLITS[reader.split(row)];
    TableStatistics.SplitStatistics counts = statistics.of(split);
    counts.rows++;
    addTarget(row, counts);
    addWeight(row, counts);
    for (int i = 0; i < reader.features().size(); i++) {
      addFeature(row, split, i);
    }
  }

  private void addTarget(InternalRow row, TableStatistics.SplitStatistics counts) {
    try {
      if (reader.target().isMissing(row)) {
        throw new BadValueException(
            "no value; every row needs a label (data.missing: drop leaves out rows without)");
      }
      Object label = reader.target().label(row);
      if (label != null) {
        counts.addLabel(label);
      }
    } catch (BadValueException e) {
      statistics.addProblem("the label", String.valueOf(e.getMessage()), location);
    }
  }

  private void addWeight(InternalRow row, TableStatistics.SplitStatistics counts) {
    try {
      counts.weight += reader.weight(row);
    } catch (BadValueException e) {
      statistics.addProblem("the weight", String.valueOf(e.getMessage()), location);
    }
  }

  private void addFeature(InternalRow row, Split split, int index) {
    FeatureReader feature = reader.features().get(index);
    try {
      boolean missing = feature.isMissing(row);
      if (missing && reader.missing() == MissingValues.ERROR) {
        throw new BadValueException(
            "no value; set data.missing to drop or impute, or exclude the column");
      }
      if (missing) {
        return;
      }
      if (split == Split.TRAIN) {
        feature.collect(row, statistics.columns.get(index));
      } else {
        feature.check(row);
      }
    } catch (BadValueException e) {
      statistics.addProblem(feature.name(), String.valueOf(e.getMessage()), location);
    }
  }
}
