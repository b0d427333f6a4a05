package dev.lockstep.spark.data;

import dev.lockstep.model.Target;
import dev.lockstep.spark.data.TableStatistics.SplitStatistics;
import dev.lockstep.train.Split;
import java.util.Locale;

/** Whether tables of those statistics can be trained on. */
final class StatisticsChecks {
  private final TableStatistics statistics;
  private final Target target;
  private final int shards;

  StatisticsChecks(TableStatistics statistics, Target target, int shards) {
    this.statistics = statistics;
    this.target = target;
    this.shards = shards;
  }

  /** Throws BadDataException if not. */
  void check() {
    checkRows(statistics);
    long rows = statistics.of(Split.TRAIN).rows;
    if (rows < shards) {
      throw new BadDataException(
          String.format(
              Locale.ROOT,
              "the training split has %,d rows for %,d shards; set training.shards to at most %,d",
              rows,
              shards,
              rows));
    }
    for (Split split : Split.values()) {
      SplitStatistics found = statistics.of(split);
      if (found.rows > 0 && found.weight == 0) {
        throw new BadDataException(
            String.format(
                Locale.ROOT,
                "all %,d rows of the %s split have weight 0; at least one must weigh more",
                found.rows,
                split));
      }
      if (target instanceof Target.Classification classification) {
        checkKnown(classification, split, found);
      }
    }
  }

  private static void checkKnown(
      Target.Classification classification, Split split, SplitStatistics found) {
    for (Object label : found.labels) {
      if (classification.indexOf(label) < 0) {
        throw new BadDataException(
            String.format(
                Locale.ROOT,
                "the %s split has the class '%s' in the label column '%s', which training does not see; its classes are %s",
                split,
                label,
                classification.column(),
                classification.labels()));
      }
    }
  }

  private static void checkRows(TableStatistics statistics) {
    if (statistics.of(Split.TRAIN).rows == 0) {
      throw new BadDataException(
          String.format(
              Locale.ROOT,
              "the training split is empty%s",
              statistics.rejectedRows > 0
                  ? String.format(
                      Locale.ROOT,
                      ": all %,d rows were left out because something is missing (data.missing: drop)",
                      statistics.rejectedRows)
                  : "; it needs at least 1 row"));
    }
  }

  /** Throws BadDataException if the labels of the training split are no classes. */
  static void checkClasses(String column, TableStatistics statistics) {
    checkRows(statistics);
    var labels = statistics.of(Split.TRAIN).labels;
    if (labels.size() > TableStatistics.MOST_CLASSES) {
      throw new BadDataException(
          String.format(
              Locale.ROOT,
              "the label column '%s' has more than %,d distinct values, too many for classes; to predict a number, set"
                  + " training.loss: squared_error",
              column,
              TableStatistics.MOST_CLASSES));
    }
    if (labels.size() == 1) {
      throw new BadDataException(
          String.format(
              Locale.ROOT,
              "the label column '%s' has the one class '%s' in the training split; a classification needs at least 2",
              column,
              labels.iterator().next()));
    }
  }
}
