package dev.lockstep.spark.champion;

import dev.lockstep.metric.Measure;
import java.util.List;
import java.util.function.Predicate;

/** Figures of classifications by their definitions, in plain loops. */
final class TextbookFigures {
  private TextbookFigures() {}

  record Row(int actual, int predicted, double probability, double weight) {}

  static double of(Measure measure, List<Row> rows, int classes) {
    double accuracy =
        weight(rows, row -> row.actual() == row.predicted()) / weight(rows, r -> true);
    return switch (measure) {
      case LOSS -> loss(rows);
      case ACCURACY -> accuracy;
      case ERROR -> 1 - accuracy;
      case PRECISION -> precision(rows, 1);
      case RECALL -> recall(rows, 1);
      case F1 -> f1(rows, 1);
      case MACRO_F1 -> {
        double sum = 0;
        for (int c = 0; c < classes; c++) {
          sum += f1(rows, c);
        }
        yield sum / classes;
      }
      default -> throw new IllegalArgumentException(measure.toString());
    };
  }

  private static double loss(List<Row> rows) {
    double sum = 0;
    for (Row row : rows) {
      sum -= row.weight() * Math.log(Math.max(row.probability(), 1e-7));
    }
    return sum / weight(rows, row -> true);
  }

  private static double precision(List<Row> rows, int c) {
    return ratio(hits(rows, c), weight(rows, row -> row.predicted() == c));
  }

  private static double recall(List<Row> rows, int c) {
    return ratio(hits(rows, c), weight(rows, row -> row.actual() == c));
  }

  private static double f1(List<Row> rows, int c) {
    double precision = precision(rows, c);
    double recall = recall(rows, c);
    return ratio(2 * precision * recall, precision + recall);
  }

  private static double hits(List<Row> rows, int c) {
    return weight(rows, row -> row.actual() == c && row.predicted() == c);
  }

  private static double ratio(double part, double of) {
    return of == 0 ? 0 : part / of;
  }

  private static double weight(List<Row> rows, Predicate<Row> which) {
    double sum = 0;
    for (Row row : rows) {
      sum += which.test(row) ? row.weight() : 0;
    }
    return sum;
  }
}
