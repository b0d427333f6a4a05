package dev.lockstep.spark.table.statistics;

import dev.lockstep.feature.MissingValues;
import dev.lockstep.feature.value.BadValueException;
import dev.lockstep.spark.cluster.PartitionResults;
import dev.lockstep.spark.table.read.FeatureReader;
import dev.lockstep.spark.table.read.RowBlock;
import dev.lockstep.spark.table.read.RowLocation;
import dev.lockstep.spark.table.read.RowReader;
import dev.lockstep.spark.table.read.RowReader.MalformedReader;
import dev.lockstep.spark.table.read.TableScan;
import dev.lockstep.spark.table.source.ReadFailure;
import dev.lockstep.train.Split;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.catalyst.InternalRow;

/** Collects the {@link TableStatistics} of one partition of a table. */
final class StatisticsCollector {
  private final RowReader reader;
  private final TableStatistics statistics;
  private final RowLocation location = new RowLocation();
  private final FeatureReader[] features;
  private final ColumnStatistics[] columns;
  private final Split[] possible;
  private final boolean refusesMissing;
  private final RowHashes hashes;

  /** Of the row that is looked at, in its block. */
  private int place;

  StatisticsCollector(RowReader reader, List<Encoding> asked) {
    this.reader = reader;
    this.statistics = new TableStatistics(reader.features(), asked);
    this.features = reader.features().toArray(FeatureReader[]::new);
    this.columns = statistics.columns.toArray(ColumnStatistics[]::new);
    this.possible = reader.possibleSplits();
    this.refusesMissing = reader.missing() == MissingValues.ERROR;
    this.hashes = new RowHashes(reader);
  }

  /** Adds those of all partitions of a table whose numbers stay as they are. */
  static void collect(TableScan scan, TableStatistics into) {
    collect(scan, AskedEncodings.none(scan.reader().features()), into);
  }

  /** Adds those of all partitions of a table whose features are to be encoded that way. */
  static void collect(TableScan scan, List<Encoding> asked, TableStatistics into) {
    RowReader reader = scan.reader();
    try {
      PartitionResults.use(
          scan.blocks(Integer.MAX_VALUE),
          blocks -> new StatisticsCollector(reader, asked).collect(blocks),
          into::merge);
    } catch (Exception e) {
      throw ReadFailure.of(e, "cannot read " + scan.table().name());
    }
  }

  private TableStatistics collect(Iterator<RowBlock> blocks) {
    while (blocks.hasNext()) {
      RowBlock block = blocks.next();
      location.next(block.size());
      RowBlock wellFormed = reader.wellFormed(block);
      if (wellFormed.size() < block.size()) {
        addMalformed(block);
      }
      RowBlock kept = reader.kept(wellFormed);
      statistics.rejectedRows += wellFormed.size() - kept.size();
      for (Split split : possible) {
        RowBlock rows = reader.only(kept, split);
        if (rows.size() > 0) {
          add(rows, split);
        }
      }
    }
    return statistics.packed();
  }

  private void addMalformed(RowBlock rows) {
    MalformedReader malformed = Objects.requireNonNull(reader.malformed());
    for (int i = 0; i < rows.size(); i++) {
      String text = malformed.text(rows.row(i));
      if (text != null) {
        place = rows.place(i);
        statistics.malformedRows++;
        if (!malformed.drop()) {
          statistics.addMalformed(malformed.found(text), this::where);
        }
      }
    }
  }

  private void add(RowBlock rows, Split split) {
    TableStatistics.SplitStatistics counts = statistics.of(split);
    counts.rows += rows.size();
    hashes.begin(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      at(rows, i);
      addTarget(rows.row(i), counts, weight(rows.row(i)));
    }
    for (int i = 0; i < features.length; i++) {
      addFeature(rows, split, i);
    }
    hashes.addTo(counts.digest);
  }

  private void at(RowBlock rows, int i) {
    place = rows.place(i);
    hashes.of(i);
  }

  private float weight(InternalRow row) {
    try {
      return reader.weight(row);
    } catch (BadValueException e) {
      addProblem(Objects.requireNonNull(reader.weight()).name(), e);
      return 0;
    }
  }

  private void addTarget(InternalRow row, TableStatistics.SplitStatistics counts, float weight) {
    counts.weight += weight;
    hashes.add(weight);
    try {
      if (!counts.collect(reader.target(), row, weight, hashes)) {
        throw new BadValueException(
            "no value; every row needs a label (data.missing: drop leaves out rows without)");
      }
    } catch (BadValueException e) {
      addProblem(reader.target().name(), e);
    }
  }

  private void addFeature(RowBlock rows, Split split, int index) {
    double[] numbers = features[index].numbers(rows);
    if (numbers == null) {
      for (int i = 0; i < rows.size(); i++) {
        at(rows, i);
        addFeature(rows.row(i), split, index);
      }
      return;
    }
    hashes.addAll(numbers);
    if (split == Split.TRAIN) {
      ((NumberStatistics) columns[index]).addAll(numbers, rows.size());
    }
  }

  private void addFeature(InternalRow row, Split split, int index) {
    FeatureReader feature = features[index];
    try {
      boolean whole =
          split == Split.TRAIN
              ? columns[index].collect(feature, row, hashes, this::where)
              : columns[index].check(feature, row, hashes);
      if (!whole) {
        statistics.of(split).addMissing(index, 1);
      }
      if (!whole && refusesMissing) {
        throw new BadValueException(
            "no value; set data.missing to drop or impute, or exclude the column");
      }
    } catch (BadValueException e) {
      addProblem(feature.name(), e);
    }
  }

  private String where() {
    return location.of(place);
  }

  private void addProblem(String column, BadValueException found) {
    statistics.addProblem(column, String.valueOf(found.getMessage()), this::where);
  }
}
