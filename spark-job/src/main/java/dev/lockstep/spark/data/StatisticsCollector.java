package dev.lockstep.spark.data;

import dev.lockstep.model.MissingValues;
import dev.lockstep.train.Split;
import java.util.Iterator;
import java.util.Objects;
import org.apache.spark.sql.catalyst.InternalRow;

/** Collects the {@link TableStatistics} of one partition of a table. */
final class StatisticsCollector {
  private final TableReader reader;
  private final TableStatistics statistics;
  private final RowLocation location = new RowLocation();
  private final FeatureReader[] features;
  private final ColumnStatistics[] columns;
  private final Split[] possible;
  private final boolean refusesMissing;

  StatisticsCollector(TableReader reader) {
    this.reader = reader;
    this.statistics = new TableStatistics(reader.features());
    this.features = reader.features().toArray(FeatureReader[]::new);
    this.columns = statistics.columns.toArray(ColumnStatistics[]::new);
    this.possible = reader.possibleSplits();
    this.refusesMissing = reader.missing() == MissingValues.ERROR;
  }

  TableStatistics collect(Iterator<RowBlock> blocks) {
    while (blocks.hasNext()) {
      RowBlock block = blocks.next();
      location.next(block.size());
      RowBlock kept = reader.kept(block);
      statistics.rejectedRows += block.size() - kept.size();
      for (Split split : possible) {
        RowBlock rows = reader.only(kept, split);
        if (rows.size() > 0) {
          add(rows, split);
        }
      }
    }
    return statistics.packed();
  }

  private void add(RowBlock rows, Split split) {
    TableStatistics.SplitStatistics counts = statistics.of(split);
    counts.rows += rows.size();
    for (int i = 0; i < rows.size(); i++) {
      addTarget(rows, i, counts);
      addWeight(rows, i, counts);
    }
    for (int i = 0; i < features.length; i++) {
      addFeature(rows, split, i);
    }
  }

  private void addTarget(RowBlock rows, int i, TableStatistics.SplitStatistics counts) {
    InternalRow row = rows.row(i);
    try {
      if (reader.target().isMissing(row)) {
        throw new BadValueException(
            "no value; every row needs a label (data.missing: drop leaves out rows without)");
      }
      reader.target().collect(row, counts);
    } catch (BadValueException e) {
      addProblem(reader.target().name(), e, rows.place(i));
    }
  }

  private void addWeight(RowBlock rows, int i, TableStatistics.SplitStatistics counts) {
    try {
      counts.weight += reader.weight(rows.row(i));
    } catch (BadValueException e) {
      addProblem(Objects.requireNonNull(reader.weight()).name(), e, rows.place(i));
    }
  }

  private void addFeature(RowBlock rows, Split split, int index) {
    double[] numbers = features[index].numbers(rows);
    if (numbers == null) {
      for (int i = 0; i < rows.size(); i++) {
        addFeature(rows, i, split, index);
      }
    } else if (split == Split.TRAIN) {
      ((ColumnStatistics.OfNumbers) columns[index]).moments.addAll(numbers, rows.size());
    }
  }

  private void addFeature(RowBlock rows, int place, Split split, int index) {
    FeatureReader feature = features[index];
    InternalRow row = rows.row(place);
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
      addProblem(feature.name(), e, rows.place(place));
    }
  }

  private void addProblem(String column, BadValueException found, int place) {
    statistics.addProblem(column, String.valueOf(found.getMessage()), () -> location.of(place));
  }
}
