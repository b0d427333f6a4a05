package dev.lockstep.spark.table.statistics;

import dev.lockstep.feature.value.BadValueException;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.table.read.FeatureReader;
import dev.lockstep.spark.table.read.TargetReader;
import dev.lockstep.train.Split;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * What one pass over a table finds: statistics of the training split's features, the labels and row
 * counts of every split, and whatever cannot be used. Mergeable over parts of the table.
 */
final class TableStatistics implements Serializable {
  private static final long serialVersionUID = 1;

  /** Distinct labels beyond this are no classes. */
  static final int MOST_CLASSES = 10_000;

  final List<ColumnStatistics> columns = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  final Map<Split, SplitStatistics> splits = new LinkedHashMap<>();
  final Map<String, Problem> problems = new LinkedHashMap<>();

  /** Left out because something was missing. */
  long rejectedRows;

  /** Left out because they are not what their format allows. */
  long malformedRows;

  /** Of features whose numbers stay as they are. */
  TableStatistics(List<FeatureReader> features) {
    this(features, AskedEncodings.none(features));
  }

  /** Of features that are to be encoded as each of them is asked to. */
  TableStatistics(List<FeatureReader> features, List<Encoding> asked) {
    for (int i = 0; i < features.size(); i++) {
      columns.add(ColumnStatistics.of(features.get(i), asked.get(i)));
      names.add(features.get(i).name());
    }
    for (Split split : Split.values()) {
      splits.put(split, new SplitStatistics());
    }
  }

  /** Of one split. */
  static final class SplitStatistics implements Serializable {
    private static final long serialVersionUID = 1;

    long rows;
    double weight;

    /** The classes, and the rows of each. */
    final Map<Object, LabelRows> labels = new HashMap<>();

    final VectorStatistics targets = new VectorStatistics();

    /** Rows that lack a value, by columns of features up to the last that lacks some. */
    private long[] missing = new long[0];

    final SplitDigest digest = new SplitDigest();

    void addMissing(int column, long more) {
      if (column >= missing.length) {
        missing = Arrays.copyOf(missing, column + 1);
      }
      missing[column] += more;
    }

    /** Number of rows that lack a value of that feature. */
    long missing(int column) {
      return column < missing.length ? missing[column] : 0;
    }

    void merge(SplitStatistics other) {
      targets.merge(other.targets);
      digest.merge(other.digest);
      for (int i = 0; i < other.missing.length; i++) {
        addMissing(i, other.missing[i]);
      }
      rows += other.rows;
      weight += other.weight;
      other.labels.forEach(
          (label, more) -> {
            if (isToBeKept(label)) {
              labels.merge(label, more, LabelRows::merge);
            }
          });
    }

    /**
     * Adds a row's labels, a class or numbers; gives whether none is missing; throws
     * BadValueException if they cannot be used.
     */
    boolean collect(TargetReader target, InternalRow row, float more, RowHashes hashes) {
      if (target instanceof TargetReader.OfNumbers several) {
        double[] numbers = several.numbers(row);
        if (numbers != null) {
          hashes.add(numbers);
          targets.add(numbers);
        }
        return numbers != null;
      }
      Object label = ((TargetReader.OfClass) target).label(row);
      if (label != null) {
        hashes.addClass(label);
        addLabel(label, more);
      }
      return label != null;
    }

    void addLabel(Object label, double more) {
      LabelRows known = labels.get(label);
      if (known == null && isToBeKept(label)) {
        known = new LabelRows();
        labels.put(label, known);
      }
      if (known != null) {
        known.add(more);
      }
    }

    /** One more than allowed is enough to tell that there are too many. */
    private boolean isToBeKept(Object label) {
      return labels.size() <= MOST_CLASSES || labels.containsKey(label);
    }

    /** The weight of a class; 0 of one that does not occur. */
    double weightOf(Object label) {
      LabelRows found = labels.get(label);
      return found == null ? 0 : found.weight();
    }

    /** The classes in order. */
    List<Object> classes() {
      return labels.keySet().stream().sorted().toList();
    }

    /** The share of the largest class in the weight; 0 without classes. */
    double largestShare() {
      return labels.values().stream().mapToDouble(LabelRows::weight).max().orElse(0)
          / Math.max(weight, Double.MIN_NORMAL);
    }
  }

  /** Values of one column that cannot be used: how many, and the first. */
  static final class Problem implements Serializable {
    private static final long serialVersionUID = 1;

    long count;
    final String subject;
    final String first;

    Problem(String subject, String first) {
      this.subject = subject;
      this.first = first;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%s: %s%s",
          subject,
          first,
          count > 1 ? String.format(Locale.ROOT, " (and %,d more)", count - 1) : "");
    }
  }

  SplitStatistics of(Split split) {
    return Objects.requireNonNull(splits.get(split));
  }

  /** Bytes of what is known of quantiles. */
  long quantileBytes() {
    return columns.stream().mapToLong(ColumnStatistics::quantileBytes).sum();
  }

  /** Number of rows that were looked at. */
  long rows() {
    return rejectedRows
        + malformedRows
        + splits.values().stream().mapToLong(split -> split.rows).sum();
  }

  void addProblem(String column, String found, Supplier<String> where) {
    add("column '" + column + "'", "found " + found, where);
  }

  /** A row that is not what its format allows. */
  void addMalformed(String found, Supplier<String> where) {
    add("malformed row", found, () -> where.get() + "; data.malformed: drop leaves such rows out");
  }

  private void add(String subject, String found, Supplier<String> where) {
    problems.computeIfAbsent(subject, name -> new Problem(name, found + ", in " + where.get()))
        .count++;
  }

  /** Gives back what memory collecting took, before the statistics are shipped. */
  TableStatistics packed() {
    columns.forEach(ColumnStatistics::pack);
    splits.values().forEach(split -> split.targets.pack());
    return this;
  }

  void merge(TableStatistics other) {
    for (int i = 0; i < columns.size(); i++) {
      try {
        columns.get(i).merge(other.columns.get(i));
      } catch (BadValueException e) {
        addProblem(names.get(i), String.valueOf(e.getMessage()), () -> "the table");
      }
    }
    splits.forEach((split, statistics) -> statistics.merge(other.of(split)));
    other.problems.forEach(
        (column, problem) -> {
          Problem mine = problems.putIfAbsent(column, problem);
          if (mine != null) {
            mine.count += problem.count;
          }
        });
    rejectedRows += other.rejectedRows;
    malformedRows += other.malformedRows;
  }

  /** Throws BadDataException with everything that cannot be used. */
  void throwProblems() {
    if (!problems.isEmpty()) {
      List<String> lines = problems.values().stream().map(Problem::toString).toList();
      throw new BadDataException(String.join("\n", lines));
    }
  }
}
