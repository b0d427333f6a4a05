package dev.lockstep.spark.table.statistics;

import dev.lockstep.feature.value.TextShape;
import dev.lockstep.model.Target;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.table.statistics.TableStatistics.SplitStatistics;
import dev.lockstep.train.Split;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Whether tables of those statistics can be trained on. */
final class StatisticsChecks {
  private static final String TO_PREDICT_NUMBERS =
      "; to predict a number, set training.loss: squared_error";

  /** Different numbers among labels beyond these are measures, unless each occurs often. */
  private static final int MOST_FRACTIONS = 20;

  private static final int MOST_INTEGERS = 100;
  private static final int MOST_ROWS_A_CLASS = 20;

  /** More classes no message shows. */
  private static final int MOST_SHOWN = 10;

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
                "all %,d rows of the %s have weight 0; at least one must weigh more",
                found.rows,
                found.rows == statistics.rows() ? "table" : split + " split"));
      }
      if (target instanceof Target.Classification classification) {
        checkKnown(classification, split, found);
      }
    }
  }

  private static void checkKnown(
      Target.Classification classification, Split split, SplitStatistics found) {
    List<Object> unknown =
        found.labels.keySet().stream()
            .filter(label -> classification.indexOf(label) < 0)
            .sorted(Comparator.comparing(Object::toString))
            .toList();
    if (!unknown.isEmpty()) {
      throw new BadDataException(
          String.format(
              Locale.ROOT,
              "%s has the class '%s'%s in the label column '%s', which training does not see; its classes are %s",
              // Only where a model has decided on the classes can the training split have others.
              split == Split.TRAIN ? "the table" : "the " + split + " split",
              unknown.get(0),
              unknown.size() > 1
                  ? String.format(Locale.ROOT, " and %,d more", unknown.size() - 1)
                  : "",
              classification.column(),
              shortened(classification.labels().values())));
    }
  }

  private static String shortened(List<Object> labels) {
    String shown =
        labels.stream()
            .limit(MOST_SHOWN)
            .map(label -> label instanceof String ? "'" + label + "'" : label.toString())
            .collect(Collectors.joining(", ", "[", "]"));
    return labels.size() <= MOST_SHOWN
        ? shown
        : String.format(Locale.ROOT, "%s and %,d more", shown, labels.size() - MOST_SHOWN);
  }

  /** Throws BadDataException if no row is left to train on. */
  static void checkRows(TableStatistics statistics) {
    if (statistics.of(Split.TRAIN).rows > 0) {
      return;
    }
    long left = statistics.rejectedRows + statistics.malformedRows;
    throw new BadDataException(
        left == 0
            ? "the training split is empty; it needs at least 1 row"
            : String.format(
                Locale.ROOT,
                "the training split is empty: all %,d rows were left out, %,d because something is missing (data.missing: drop), %,d"
                    + " because they are malformed (data.malformed: drop)",
                left,
                statistics.rejectedRows,
                statistics.malformedRows));
  }

  /** Throws BadDataException if the labels of the training split are no classes beside those. */
  static void checkMoreClasses(Target.Classification before, TableStatistics statistics) {
    SplitStatistics train = statistics.of(Split.TRAIN);
    checkCount(before.column(), train);
    Class<?> type = before.labels().get(0).getClass();
    train.labels.keySet().stream()
        .filter(label -> label.getClass() != type)
        .min(Comparator.comparing(Object::toString))
        .ifPresent(
            label -> {
              throw new BadDataException(
                  String.format(
                      Locale.ROOT,
                      "the label column '%s' has '%s', which cannot be a class beside those of"
                          + " training.initial_model: %s",
                      before.column(),
                      label,
                      shortened(before.labels().values())));
            });
  }

  private static void checkCount(String column, SplitStatistics train) {
    if (train.labels.size() > TableStatistics.MOST_CLASSES) {
      throw new BadDataException(
          String.format(
              Locale.ROOT,
              "the label column '%s' has more than %,d distinct values, too many for classes%s",
              column,
              TableStatistics.MOST_CLASSES,
              hasNumbers(train) ? TO_PREDICT_NUMBERS : ""));
    }
  }

  /** Throws BadDataException if the labels of the training split are no classes. */
  static void checkClasses(String column, TableStatistics statistics) {
    checkRows(statistics);
    SplitStatistics train = statistics.of(Split.TRAIN);
    checkCount(column, train);
    List<Object> classes = train.classes();
    if (classes.size() == 1) {
      throw new BadDataException(
          String.format(
              Locale.ROOT,
              "the label column '%s' has the one class '%s' in the training split; a classification needs at least 2",
              column,
              classes.get(0)));
    }
    checkNoMeasures(column, classes, train.rows);
  }

  /** Numbers that are measured, not given, make a class of nearly every row. */
  private static void checkNoMeasures(String column, List<Object> classes, long rows) {
    boolean fractions = classes.stream().anyMatch(StatisticsChecks::isFraction);
    int most = fractions ? MOST_FRACTIONS : MOST_INTEGERS;
    boolean numbers = classes.stream().allMatch(StatisticsChecks::isNumber);
    if (numbers && classes.size() > most && classes.size() > rows / MOST_ROWS_A_CLASS) {
      throw new BadDataException(
          String.format(
              Locale.ROOT,
              "the label column '%s' has %,d different numbers, such as %s, in %,d rows, which look like no classes%s",
              column,
              classes.size(),
              classes.get(classes.size() / 2),
              rows,
              TO_PREDICT_NUMBERS));
    }
  }

  /**
   * Whether labels are rather measures than classes: more different numbers than anybody gives
   * names to, or fractions of which hardly one occurs twice. What {@link #checkClasses} refuses is
   * among them.
   */
  static boolean areRatherMeasures(SplitStatistics train) {
    int different = train.labels.size();
    boolean fractions =
        different > 2
            && different > train.rows / MOST_ROWS_A_CLASS
            && train.labels.keySet().stream().anyMatch(StatisticsChecks::isFraction);
    return train.labels.keySet().stream().allMatch(StatisticsChecks::isNumber)
        && (fractions || different > MOST_FRACTIONS);
  }

  private static boolean isNumber(Object label) {
    return label instanceof Number || (label instanceof String text && TextShape.NUMBER.fits(text));
  }

  private static boolean isFraction(Object label) {
    return isNumber(label) && Double.parseDouble(label.toString().strip()) % 1 != 0;
  }

  private static boolean hasNumbers(SplitStatistics statistics) {
    return statistics.labels.keySet().stream().anyMatch(StatisticsChecks::isNumber);
  }
}
