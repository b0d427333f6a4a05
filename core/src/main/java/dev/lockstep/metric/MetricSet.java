package dev.lockstep.metric;

import dev.lockstep.linalg.Vectors;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * An ordered list of metrics with one state, theirs one after the other: what an evaluation
 * computes. It is immutable, and any number of threads may fill states of their own.
 */
public final class MetricSet implements Serializable {
  private static final long serialVersionUID = 1;

  /** A matrix of more classes is too large to be read, and in the end to be kept. */
  private static final int MOST_CONFUSION_CLASSES = 200;

  private final Metric[] metrics;
  private final int[] offsets;
  private final int size;

  /** The metrics that a report gives, in this order. */
  public MetricSet(List<Metric> metrics) {
    this.metrics = metrics.toArray(new Metric[0]);
    this.offsets = new int[this.metrics.length];
    int end = 0;
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = end;
      end = Math.addExact(end, this.metrics[i].size());
    }
    this.size = end;
  }

  /**
   * For two classes, as one sigmoid or two softmax outputs: loss, accuracy, error, precision,
   * recall, f1, roc_auc, pr_auc.
   */
  public static MetricSet binary() {
    return new MetricSet(
        List.of(new MeanLoss(), new Accuracy(), new PrecisionRecall(), new ScoreHistogram()));
  }

  /**
   * For a softmax over that many classes: loss, accuracy, error, confusion, macro_f1; without
   * confusion for more than 200 classes.
   */
  public static MetricSet multiclass(int classes) {
    Metric byClass =
        classes > MOST_CONFUSION_CLASSES ? new MacroF1(classes) : new ConfusionMatrix(classes);
    return new MetricSet(List.of(new MeanLoss(), new Accuracy(), byClass));
  }

  /** For that many numbers, whose means are not far from 0: loss, rmse, mae, r2. */
  public static MetricSet regression(int outputs) {
    double[] units = new double[outputs];
    Arrays.fill(units, 1);
    return regression(new double[outputs], units);
  }

  /**
   * For as many numbers as there are centres: loss, rmse, mae, r2.
   *
   * @param centres a number near the mean of each target, for the digits of {@link RSquared}
   * @param units of the label in 1 of each target, for {@link RegressionError}
   */
  public static MetricSet regression(double[] centres, double[] units) {
    return new MetricSet(
        List.of(new MeanLoss(), new RegressionError(units), new RSquared(centres)));
  }

  /** How many numbers a state has. */
  public int size() {
    return size;
  }

  /** The state of no examples: zeros. */
  public double[] newState() {
    return new double[size];
  }

  /** Adds a batch to a state. */
  public void accumulate(Predictions batch, double[] state) {
    check(state.length, size);
    for (int i = 0; i < metrics.length; i++) {
      metrics[i].accumulate(batch, state, offsets[i]);
    }
  }

  /** Adds the state of other examples to a state of the same metrics. */
  public static void merge(double[] from, double[] into) {
    check(from.length, into.length);
    Vectors.add(from, into);
  }

  /** The figures over all examples of a state. */
  public MetricReport report(double[] state) {
    check(state.length, size);
    MetricReport report = new MetricReport();
    for (int i = 0; i < metrics.length; i++) {
      metrics[i].report(state, offsets[i], report);
    }
    return report;
  }

  private static void check(int found, int expected) {
    if (found != expected) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a state of %d numbers cannot be one of metrics that keep %d",
              found,
              expected));
    }
  }
}
