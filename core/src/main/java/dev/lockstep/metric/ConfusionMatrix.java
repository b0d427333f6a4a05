package dev.lockstep.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * The weight of the examples, their number where they have none, by true class (row) and predicted
 * class (column), "confusion", with the names of classes and axes.
 *
 * <p>State: the matrix [classes, classes], row by row.
 *
 * @param classes their names, at least two
 */
public record ConfusionMatrix(List<String> classes) implements Metric {
  /** A matrix of more classes is too large to be read, and in the end to be kept. */
  static final int MOST_CLASSES = 200;

  public ConfusionMatrix {
    classes = List.copyOf(classes);
    if (classes.size() < 2 || classes.size() > MOST_CLASSES) {
      throw new IllegalArgumentException(
          "a confusion matrix needs 2 to " + MOST_CLASSES + " classes, not " + classes.size());
    }
  }

  @Override
  public int size() {
    return classes.size() * classes.size();
  }

  @Override
  public void accumulate(Predictions batch, double[] state, int offset) {
    int k = classes.size();
    Classes.decide(
        batch, k, (actual, predicted, weight) -> state[offset + actual * k + predicted] += weight);
  }

  @Override
  public void report(double[] state, int offset, Consumer<Figure> report) {
    List<List<Double>> rows = new ArrayList<>();
    for (int k = 0; k < classes.size(); k++) {
      int row = offset + k * classes.size();
      rows.add(Arrays.stream(state, row, row + classes.size()).boxed().toList());
    }
    report.accept(new Figure.Confusion(classes, rows));
  }
}
