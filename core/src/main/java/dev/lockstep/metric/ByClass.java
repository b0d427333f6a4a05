package dev.lockstep.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * How well each class is found, "by_class": its weight, "precision", the share of what is predicted
 * to be of it that is, "recall", the share of what is of it that is predicted to be, and "f1", 2 tp
 * / (2 tp + fp + fn); of more than two classes also "macro_f1", the mean of these. As in
 * scikit-learn with all classes as labels, 0 / 0 is 0.
 *
 * <p>State: for each class, the weight of the examples that truly are and are predicted to be of
 * it, of those that are, of those that are predicted to be.
 *
 * @param classes their names, at least two
 */
public record ByClass(List<String> classes) implements Metric {
  private static final int NUMBERS = 3;

  public ByClass {
    classes = List.copyOf(classes);
    if (classes.size() < 2 || (long) NUMBERS * classes.size() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "figures by class need at least 2 classes, not " + classes.size());
    }
  }

  @Override
  public int size() {
    return NUMBERS * classes.size();
  }

  @Override
  public void accumulate(Predictions batch, double[] state, int offset) {
    Classes.decide(
        batch,
        classes.size(),
        (actual, predicted, weight) -> {
          if (actual == predicted) {
            state[offset + NUMBERS * actual] += weight;
          }
          state[offset + NUMBERS * actual + 1] += weight;
          state[offset + NUMBERS * predicted + 2] += weight;
        });
  }

  @Override
  public void report(double[] state, int offset, Consumer<Figure> report) {
    List<Figure.ByClass.OfClass> found = new ArrayList<>();
    double sum = 0;
    for (int k = 0; k < classes.size(); k++) {
      int at = offset + NUMBERS * k;
      double both = state[at];
      double actual = state[at + 1];
      double predicted = state[at + 2];
      double f1 = Ratios.orZero(2 * both, actual + predicted);
      found.add(
          new Figure.ByClass.OfClass(
              classes.get(k),
              actual,
              Ratios.orZero(both, predicted),
              Ratios.orZero(both, actual),
              f1));
      sum += f1;
    }
    if (classes.size() > 2) {
      report.accept(new Figure.Single(Measure.MACRO_F1, sum / classes.size()));
    }
    report.accept(new Figure.ByClass(found));
  }
}
