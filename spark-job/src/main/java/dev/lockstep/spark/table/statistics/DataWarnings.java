package dev.lockstep.spark.table.statistics;

import dev.lockstep.spark.config.DataConfig;
import dev.lockstep.spark.config.DataConfig.Fractions;
import dev.lockstep.spark.table.read.TableSchema;
import dev.lockstep.train.Split;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** What of tables that can be trained on is probably not meant so. */
final class DataWarnings {
  /** A split's share is far from what was asked for if it differs by more than its half. */
  private static final double FAR = 0.5;

  private final DataConfig config;
  private final Optional<Fractions> asked;
  private final TableStatistics statistics;
  private final List<String> names;
  private final List<String> warnings = new ArrayList<>();

  /**
   * Of tables that were read that way.
   *
   * @param asked the shares of the splits that were asked for, where one table was split
   */
  DataWarnings(
      DataConfig config,
      Optional<Fractions> asked,
      TableSchema schema,
      TableStatistics statistics) {
    this.config = config;
    this.asked = asked;
    this.statistics = statistics;
    this.names = List.copyOf(schema.features().keySet());
  }

  /** All warnings, in the order of columns, then splits. */
  List<String> all() {
    for (int i = 0; i < names.size(); i++) {
      if (statistics.columns.get(i) instanceof CategoryStatistics categories
          && !config.columns().categorical().contains(names.get(i))) {
        addCategories(names.get(i), categories);
      }
    }
    addNotEncoded();
    asked.ifPresent(
        fractions -> {
          addShare(Split.DEV, fractions.dev(), "data.dev_fraction");
          addShare(Split.TEST, fractions.test(), "data.test_fraction");
        });
    addRejected();
    addSimilarClasses();
    return List.copyOf(warnings);
  }

  private void addNotEncoded() {
    boolean all =
        config.preparation().numbers().encode().filter(it -> it.columns().isEmpty()).isPresent();
    List<String> vectors =
        IntStream.range(0, names.size())
            .filter(i -> statistics.columns.get(i) instanceof VectorStatistics)
            .mapToObj(i -> "'" + names.get(i) + "'")
            .toList();
    if (all && !vectors.isEmpty()) {
      warnings.add(
          "data.encode encodes columns of numbers, and no arrays of them: "
              + String.join(", ", vectors)
              + " stay as they are without it");
    }
  }

  private void addCategories(String name, CategoryStatistics categories) {
    if (categories.isGarbled()) {
      warnings.add(
          "the column '"
              + name
              + "' holds characters that cannot be read: its files are not UTF-8; of csv and json, the option encoding"
              + " (data.options: {encoding: cp1252}) says what they are");
    }
    String doubt = categories.doubt(name);
    if (doubt != null) {
      warnings.add(doubt);
    } else if (categories.isNearlyUnique()) {
      warnings.add(categories.nearlyUnique(name));
    }
  }

  private void addShare(Split split, double asked, String key) {
    long rows = statistics.of(split).rows;
    long all = statistics.splits.values().stream().mapToLong(each -> each.rows).sum();
    double expected = asked * all;
    double deviation = Math.sqrt(expected * (1 - asked));
    // By chance alone, a share is hardly ever that far off.
    if (Math.abs(rows - expected) > Math.max(4 * deviation, FAR * expected)) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "the %s split has %,d of %,d rows, though %s is %s: equal rows go to the same split, and many rows are equal;"
                  + " tables of your own can be given as data.train, data.dev, data.test",
              split,
              rows,
              all,
              key,
              asked));
    } else if (asked > 0 && rows == 0) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "the %s split is empty: %s of %,d rows, as %s asks for, are hardly one",
              split,
              asked,
              all,
              key));
    }
  }

  private void addSimilarClasses() {
    Map<String, Object> seen = new HashMap<>();
    for (Object label : statistics.of(Split.TRAIN).labels.keySet()) {
      String bare = String.valueOf(label).strip().toLowerCase(Locale.ROOT);
      Object other = seen.putIfAbsent(bare, label);
      if (other != null) {
        warnings.add(
            "the classes '"
                + label
                + "' and '"
                + other
                + "' of the label column differ in case or white space only; they are two classes all the same");
      }
    }
  }

  private void addRejected() {
    long rows = statistics.rows();
    long left = statistics.rejectedRows + statistics.malformedRows;
    if (2 * left > rows) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "%,d of %,d rows are left out: %,d because something is missing (data.missing: drop), %,d because they are malformed"
                  + " (data.malformed: drop)",
              left,
              rows,
              statistics.rejectedRows,
              statistics.malformedRows));
    }
  }
}
