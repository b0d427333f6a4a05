package dev.lockstep.spark.champion;

import dev.lockstep.metric.Measure;
import java.io.Serializable;

/**
 * A figure that follows from sums over rows, so that rows may be counted any number of times. What
 * is undefined, such as the precision where nothing is predicted, is 0. No record, as Kryo ships
 * it.
 */
final class SummedFigure implements Serializable {
  private static final long serialVersionUID = 1;

  /** A class that is certainly not there costs no more: float32 tells 1 - 1e-7 from 1, not less. */
  private static final double LEAST_PROBABILITY = 1e-7;

  private static final int OF_CLASS = 3;

  private final Measure measure;
  private final int classes;
  private final int outputs;

  /**
   * That figure.
   *
   * @param classes how many there are; 0 in a regression
   * @param outputs numbers that are predicted; 0 in a classification
   */
  SummedFigure(Measure measure, int classes, int outputs) {
    this.measure = measure;
    this.classes = classes;
    this.outputs = outputs;
  }

  Measure measure() {
    return measure;
  }

  /** How many sums. */
  int sums() {
    return switch (measure) {
      case LOSS, RMSE, MAE -> Math.max(1, outputs);
      case ACCURACY, ERROR -> 1;
      case PRECISION, RECALL, F1, MACRO_F1 -> OF_CLASS * classes;
      case ROC_AUC, PR_AUC, R2 -> throw new IllegalStateException(measure + " is no sum over rows");
    };
  }

  /** Most sums that a row adds to. */
  int terms() {
    return Math.max(OF_CLASS, outputs);
  }

  /**
   * What a row of a classification adds.
   *
   * @param predicted the class, or one that is none of those that there are
   * @param probability that the model gives the actual class
   */
  void ofClass(int actual, int predicted, double probability, RowTerms terms) {
    terms.clear();
    switch (measure) {
      case LOSS -> terms.add(0, -Math.log(Math.max(probability, LEAST_PROBABILITY)));
      case ACCURACY, ERROR -> terms.add(0, actual == predicted ? 1 : 0);
      default -> counts(actual, predicted, terms);
    }
  }

  private void counts(int actual, int predicted, RowTerms terms) {
    terms.add(OF_CLASS * actual + 1, 1);
    if (predicted >= 0 && predicted < classes) {
      terms.add(OF_CLASS * predicted + 2, 1);
    }
    if (actual == predicted) {
      terms.add(OF_CLASS * actual, 1);
    }
  }

  /** What an error of one of the outputs adds. */
  void ofNumber(int output, double error, RowTerms terms) {
    terms.add(output, measure == Measure.MAE ? Math.abs(error) : error * error);
  }

  /** The figure of sums [offset .. offset + sums()) over rows of that weight. */
  double value(double[] sums, int offset, double weight) {
    return switch (measure) {
      case LOSS, MAE -> mean(sums, offset, weight, false);
      case RMSE -> mean(sums, offset, weight, true);
      case ACCURACY -> sums[offset] / weight;
      case ERROR -> 1 - sums[offset] / weight;
      case PRECISION -> ratio(sums[offset + OF_CLASS], sums[offset + OF_CLASS + 2]);
      case RECALL -> ratio(sums[offset + OF_CLASS], sums[offset + OF_CLASS + 1]);
      case F1 -> f1(sums, offset + OF_CLASS);
      case MACRO_F1 -> macro(sums, offset);
      case ROC_AUC, PR_AUC, R2 -> throw new IllegalStateException(measure + " is no sum over rows");
    };
  }

  private double mean(double[] sums, int offset, double weight, boolean roots) {
    double total = 0;
    for (int i = 0; i < sums(); i++) {
      double mean = sums[offset + i] / weight;
      total += roots ? Math.sqrt(mean) : mean;
    }
    return total / sums();
  }

  private double macro(double[] sums, int offset) {
    double total = 0;
    for (int c = 0; c < classes; c++) {
      total += f1(sums, offset + OF_CLASS * c);
    }
    return total / classes;
  }

  private static double f1(double[] sums, int offset) {
    return ratio(2 * sums[offset], sums[offset + 1] + sums[offset + 2]);
  }

  private static double ratio(double part, double of) {
    return of == 0 ? 0 : part / of;
  }
}
