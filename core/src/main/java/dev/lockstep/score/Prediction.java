package dev.lockstep.score;

import dev.lockstep.metric.Classes;
import dev.lockstep.model.Target;
import java.util.Arrays;

/** What a model says of a row. */
public sealed interface Prediction permits ClassPrediction, NumberPrediction, Prediction.Missing {
  /** Nothing: the row lacks a feature, and the model's policy for such rows is drop. */
  enum Missing implements Prediction {
    INSTANCE
  }

  /**
   * Of one row.
   *
   * @param outputs of the network, made predictions by its loss: [offset .. offset + n), not kept
   */
  static Prediction of(Target target, float[] outputs, int offset, int n) {
    if (target instanceof Target.Classification classes) {
      int predicted = Classes.predicted(outputs, offset, n, classes.threshold());
      return new ClassPrediction(
          classes.labels().get(predicted), Arrays.copyOfRange(outputs, offset, offset + n));
    }
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = ((Target.Regression) target).standardizers().get(i).invert(outputs[offset + i]);
    }
    return new NumberPrediction(values);
  }
}
