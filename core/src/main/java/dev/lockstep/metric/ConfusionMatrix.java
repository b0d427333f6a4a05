package dev.lockstep.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The weight of the examples by true class (row) and predicted class (column), "confusion", and
 * "macro_f1", the mean over all classes of 2 tp / (2 tp + fp + fn). As in scikit-learn with all
 * classes as labels, a class without any true or predicted example counts 0.
 *
 * <p>State: the matrix [classes, classes], row by row.
 */
public record ConfusionMatrix(int classes) implements Metric {
  public ConfusionMatrix {
    if (classes < 2 || (long) classes * classes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "a confusion matrix needs 2 to 46340 classes, not " + classes);
    }
  }

  @Override
  public int size() {
    return classes * classes;
  }

  @Override
  public void accumulate(Predictions batch, double[] state, int offset) {
    batch.checkOutputs(classes, classes);
    for (int r = 0; r < batch.rows(); r++) {
      int actual = Classes.actual(batch.targets(), r, classes);
      int predicted = Classes.predicted(batch.outputs(), r);
      state[offset + actual * classes + predicted] += batch.weight(r);
    }
  }

  @Override
  public void report(double[] state, int offset, MetricReport report) {
    List<List<Double>> rows = new ArrayList<>();
    for (int k = 0; k < classes; k++) {
      int row = offset + k * classes;
      rows.add(Arrays.stream(state, row, row + classes).boxed().toList());
    }
    report.put("confusion", rows);
    report.put("macro_f1", macroF1(state, offset));
  }

  private double macroF1(double[] state, int offset) {
    double sum = 0;
    for (int k = 0; k < classes; k++) {
      double truePositives = state[offset + k * classes + k];
      double actualAndPredicted = 0;
      for (int j = 0; j < classes; j++) {
        actualAndPredicted += state[offset + k * classes + j] + state[offset + j * classes + k];
      }
      sum += Ratios.orZero(2 * truePositives, actualAndPredicted);
    }
    return sum / classes;
  }
}
