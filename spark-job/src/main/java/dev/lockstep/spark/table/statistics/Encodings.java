package dev.lockstep.spark.table.statistics;

import dev.lockstep.feature.FeatureColumn;
import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.feature.value.ColumnKind;
import dev.lockstep.model.Target;
import dev.lockstep.spark.config.DataConfig;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.table.read.FeatureReader;
import dev.lockstep.spark.table.read.TableSchema;
import dev.lockstep.train.Split;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Decides by the statistics of tables how their features and labels become numbers. */
final class Encodings {
  private final DataConfig config;
  private final TableStatistics statistics;

  Encodings(DataConfig config, TableStatistics statistics) {
    this.config = config;
    this.statistics = statistics;
  }

  /**
   * Of the features that are read that way, each encoded as it is asked to; throws BadDataException
   * naming one that has no encoding.
   */
  FeatureSchema features(List<FeatureReader> readers, List<Encoding> asked) {
    StatisticsChecks.checkRows(statistics);
    DataConfig.Preparation preparation = config.preparation();
    List<FeatureColumn> columns = new ArrayList<>();
    for (int i = 0; i < readers.size(); i++) {
      FeatureColumn column = column(statistics.columns.get(i), asked.get(i));
      boolean calendar = readers.get(i).kind() == ColumnKind.CALENDAR;
      columns.add(calendar ? new FeatureColumn.Calendar((FeatureColumn.Vector) column) : column);
    }
    checkWidth(columns);
    return new FeatureSchema(
        columns, preparation.missing(), preparation.missingTexts(), config.columns().weight());
  }

  private static void checkWidth(List<FeatureColumn> columns) {
    long width = columns.stream().mapToLong(FeatureColumn::width).sum();
    if (width > FeatureSchema.MAX_WIDTH) {
      FeatureColumn widest =
          Collections.max(columns, Comparator.comparingInt(FeatureColumn::width));
      throw new BadDataException(
          String.format(
              Locale.ROOT,
              "the columns make %,d features together; at most %,d are possible; the widest is '%s' with %,d: %s",
              width,
              FeatureSchema.MAX_WIDTH,
              widest.name(),
              widest.width(),
              widest.packedWidth() < widest.width()
                  ? "let data.encode have fewer bins or columns"
                  : "exclude it, or hash it to fewer"));
    }
  }

  private FeatureColumn column(ColumnStatistics found, Encoding encoding) {
    try {
      return found.column(encoding);
    } catch (IllegalArgumentException e) {
      throw new BadDataException(
          String.format(
              Locale.ROOT,
              "%s; it has no value in any of the %,d rows of the training split, exclude it",
              e.getMessage(),
              statistics.of(Split.TRAIN).rows),
          e);
    }
  }

  /** Of classes of which some are known before, beside which those of the table are put. */
  Target target(Target.Classification before) {
    StatisticsChecks.checkRows(statistics);
    StatisticsChecks.checkMoreClasses(before, statistics);
    Set<Object> classes = new HashSet<>(before.labels().values());
    statistics.of(Split.TRAIN).labels.keySet().stream()
        .filter(label -> before.indexOf(label) < 0)
        .forEach(classes::add);
    return Target.Classification.of(before.column(), before.type(), classes);
  }

  /**
   * Of the labels.
   *
   * @throws BadDataException if they should be classes, and are none
   */
  Target target(TableSchema.Labels labels, boolean regression) {
    if (regression) {
      return config.preparation().standardizeTarget()
          ? new Target.Regression(
              labels.columns(), statistics.of(Split.TRAIN).targets.standardizers())
          : Target.Regression.plain(labels.columns());
    }
    String column = labels.columns().get(0);
    StatisticsChecks.checkClasses(column, statistics);
    return Target.Classification.of(column, labels.type(), statistics.of(Split.TRAIN).classes());
  }
}
