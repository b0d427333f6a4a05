package dev.lockstep.spark.data;

import dev.lockstep.model.MissingValues;
import dev.lockstep.train.Split;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Objects;
import org.apache.spark.sql.catalyst.InternalRow;

/** Collects the {@link TableStatistics} of one partition of a table. */
final class StatisticsCollector {
  private static final Split[] SPLITS = Split.values();

  private final TableReader reader;
  private final TableStatistics statistics;
  private final RowLocation location = new RowLocation();
  private final FeatureReader[] features;
  private final ColumnStatistics[] columns;
  private final TableStatistics.SplitStatistics[] splits;
  private final boolean refusesMissing;

  StatisticsCollector(TableReader reader) {
    this.reader = reader;
    this.statistics = new TableStatistics(reader.features());
    this.features = reader.features().toArray(FeatureReader[]::new);
    this.columns = statistics.columns.toArray(ColumnStatistics[]::new);
    this.splits =
        Arrays.stream(SPLITS).map(statistics::of).toArray(TableStatistics.SplitStatistics[]::new);
    this.refusesMissing = reader.missing() == MissingValues.ERROR;
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
    int number = reader.split(row);
    Split split = SPLITS[number];
    TableStatistics.SplitStatistics counts = splits[number];
    counts.rows++;
    addTarget(row, counts);
    addWeight(row, counts);
    for (int i = 0; i < features.length; i++) {
      addFeature(row, split, i);
    }
  }

  private void addTarget(InternalRow row, TableStatistics.SplitStatistics counts) {
    try {
      if (reader.target().isMissing(row)) {
        throw new BadValueException(
            "no value; every row needs a label (data.missing: drop leaves out rows without)");
      }
      reader.target().collect(row, counts);
    } catch (BadValueException e) {
      statistics.addProblem(reader.target().name(), String.valueOf(e.getMessage()), location);
    }
  }

  private void addWeight(InternalRow row, TableStatistics.SplitStatistics counts) {
    try {
      counts.weight += reader.weight(row);
    } catch (BadValueException e) {
      statistics.addProblem(
          Objects.requireNonNull(reader.weight()).name(), String.valueOf(e.getMessage()), location);
    }
  }

  private void addFeature(InternalRow row, Split split, int index) {
    FeatureReader feature = features[index];
    try {
      if (refusesMissing && feature.isMissing(row)) {
        throw new BadValueException(
            "no value; set data.missing to drop or impute, or exclude the column");
      }
      if (feature.isNull(row)) {
        return;
      }
      if (split == Split.TRAIN) {
        feature.collect(row, columns[index]);
      } else {
        feature.check(row, columns[index]);
      }
    } catch (BadValueException e) {
      statistics.addProblem(feature.name(), String.valueOf(e.getMessage()), location);
    }
  }
}
