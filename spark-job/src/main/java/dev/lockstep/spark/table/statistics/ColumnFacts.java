package dev.lockstep.spark.table.statistics;

import dev.lockstep.spark.table.read.FeatureReader;
import dev.lockstep.spark.table.read.TargetReader;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * What tells whether a column should be a feature, beside its statistics: how many rows lack a
 * value, and whether its numbers count or name the rows. Mergeable over parts of the table.
 */
final class ColumnFacts implements Serializable {
  private static final long serialVersionUID = 1;

  /** More different numbers are no names of groups. */
  private static final int MOST_GROUPS = 100;

  /** Fewer numbers than these may be consecutive by chance. */
  private static final int FEW = 20;

  private static final Pattern NAME_OF_A_KEY =
      Pattern.compile("(?i:(.*[^a-z])?(id|uuid|guid|key|index|row_?num(ber)?))|.*[a-z]Id");

  long rows;
  long missing;
  private double least = Double.POSITIVE_INFINITY;
  private double most = Double.NEGATIVE_INFINITY;
  private double sum;
  private boolean integers = true;
  private final Set<Double> different = new HashSet<>();

  /** Adds a row's value. */
  void add(InternalRow row, FeatureReader feature) {
    rows++;
    if (feature.isMissing(row)) {
      missing++;
    } else if (feature instanceof FeatureReader.OfNumber number && integers) {
      add(number.number(row));
    }
  }

  /** Counts a row's label, if it has one. */
  void add(InternalRow row, TargetReader label) {
    rows++;
    missing += label.isMissing(row) ? 1 : 0;
  }

  private void add(double number) {
    integers = number == Math.rint(number) && Double.isFinite(number);
    least = Math.min(least, number);
    most = Math.max(most, number);
    sum += number;
    addDifferent(number);
  }

  private void addDifferent(double number) {
    if (different.size() <= MOST_GROUPS) {
      different.add(number);
    }
  }

  void merge(ColumnFacts other) {
    rows += other.rows;
    missing += other.missing;
    integers &= other.integers;
    least = Math.min(least, other.least);
    most = Math.max(most, other.most);
    sum += other.sum;
    other.different.forEach(this::addDifferent);
  }

  long present() {
    return rows - missing;
  }

  /** Whether the numbers are those of rows: integers that follow each other, each once. */
  boolean numbersRows() {
    return integers
        && present() >= FEW
        && different.size() > Math.min(present() - 1, MOST_GROUPS)
        && most - least + 1 == present()
        && sum == (least + most) / 2 * present();
  }

  /** Whether the numbers are keys of something, by the column's name. */
  boolean areKeys(String name) {
    return integers && !different.isEmpty() && NAME_OF_A_KEY.matcher(name).matches();
  }

  /** Whether so few things have these keys that each can be a category. */
  boolean areFew() {
    return different.size() <= MOST_GROUPS && different.size() <= present() / FEW;
  }

  /** Share of the rows that lack a value, for people. */
  String missingShare() {
    return String.format(Locale.ROOT, "%.1f%%", 100.0 * missing / Math.max(1, rows));
  }

  /** Merges column by column. */
  static void merge(List<ColumnFacts> from, List<ColumnFacts> into) {
    for (int i = 0; i < into.size(); i++) {
      into.get(i).merge(from.get(i));
    }
  }
}
