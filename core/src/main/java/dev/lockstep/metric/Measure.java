package dev.lockstep.metric;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A number that tells how good predictions are: which way is better, and which tasks have it. Who
 * stops a training, compares models or searches asks here.
 */
public enum Measure {
  /** The mean loss by weight. */
  LOSS(Better.LOWER),
  /** The share that is classified rightly. */
  ACCURACY(Better.HIGHER),
  /** The share that is classified wrongly. */
  ERROR(Better.LOWER),
  /** Of what is predicted to be of class 1, the share that is. */
  PRECISION(Better.HIGHER),
  /** Of what is of class 1, the share that is predicted to be. */
  RECALL(Better.HIGHER),
  /** The harmonic mean of precision and recall. */
  F1(Better.HIGHER),
  /** The mean of the classes' f1. */
  MACRO_F1(Better.HIGHER),
  /** The area under the receiver operating characteristic. */
  ROC_AUC(Better.HIGHER),
  /** The area under the curve of precision over recall. */
  PR_AUC(Better.HIGHER),
  /** The root of the mean squared error, in the label's unit. */
  RMSE(Better.LOWER),
  /** The mean absolute error, in the label's unit. */
  MAE(Better.LOWER),
  /** The coefficient of determination. */
  R2(Better.HIGHER);

  private final Better better;

  private enum Better {
    LOWER,
    HIGHER
  }

  Measure(Better better) {
    this.better = better;
  }

  /** The measure of that name, such as "roc_auc". */
  public static Optional<Measure> named(String name) {
    return Arrays.stream(values()).filter(each -> each.toString().equals(name)).findFirst();
  }

  /** Those that a task has, in the order of reports. */
  public static List<Measure> of(Task task) {
    return Arrays.stream(values()).filter(each -> each.isOf(task)).toList();
  }

  public boolean higherIsBetter() {
    return better == Better.HIGHER;
  }

  /** Whether evaluations of that task give it, unless it is undefined. */
  public boolean isOf(Task task) {
    return switch (this) {
      case LOSS -> true;
      case ACCURACY, ERROR -> task != Task.REGRESSION;
      case PRECISION, RECALL, F1, ROC_AUC, PR_AUC -> task == Task.BINARY;
      case MACRO_F1 -> task == Task.MULTICLASS;
      case RMSE, MAE, R2 -> task == Task.REGRESSION;
    };
  }

  /** How much better a value is than another: above 0 if it is, below if it is worse. */
  public double gain(double value, double than) {
    return higherIsBetter() ? value - than : than - value;
  }

  /** The name in reports and configurations. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
