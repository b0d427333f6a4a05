package dev.lockstep.metric;

import dev.lockstep.linalg.Matrix;
import java.util.Locale;

/**
 * Classes read off probabilities and targets, the same way for every metric: one sigmoid output is
 * the probability of class 1, several softmax outputs are those of classes 0, 1, and so on.
 */
public final class Classes {
  /** The threshold of two classes at which the more probable one is predicted. */
  public static final double EVEN = 0.5;

  private Classes() {}

  /**
   * Probability of class 1 of two.
   *
   * @param outputs [batch, 1] sigmoid or [batch, 2] softmax
   */
  public static float positiveProbability(Matrix outputs, int row) {
    return outputs.get(row, outputs.columns() - 1);
  }

  /**
   * The class with the largest probability, the first of equals: with a single output, 1 if it
   * exceeds 0.5, else 0.
   *
   * @param outputs [batch, 1] sigmoid or [batch, classes] softmax
   */
  public static int predicted(Matrix outputs, int row) {
    return predicted(outputs, row, EVEN);
  }

  /**
   * The same, but class 1 of two if its probability exceeds a threshold. With two outputs and the
   * threshold 0.5, it is their order that decides, as roundings may keep both from it.
   */
  public static int predicted(Matrix outputs, int row, double threshold) {
    return predicted(outputs.data(), outputs.row(row), outputs.columns(), threshold);
  }

  /**
   * The same of one row's outputs, [offset .. offset + n). This is the only place that decides: for
   * accuracy, for the confusion matrix, and for what is predicted.
   */
  public static int predicted(float[] outputs, int offset, int n, double threshold) {
    if (n == 1 || (n == 2 && threshold != EVEN)) {
      return outputs[offset + n - 1] > threshold ? 1 : 0;
    }
    int best = 0;
    for (int c = 1; c < n; c++) {
      if (outputs[offset + c] > outputs[offset + best]) {
        best = c;
      }
    }
    return best;
  }

  /** Takes what an example is, what it is predicted to be, and its weight. */
  interface Decisions {
    void add(int actual, int predicted, double weight);
  }

  /**
   * Goes through the examples of a batch.
   *
   * @throws IllegalArgumentException unless there are outputs for that many classes
   */
  static void decide(Predictions batch, int classes, Decisions decisions) {
    batch.checkOutputs(classes == 2 ? 1 : classes, classes);
    for (int r = 0; r < batch.rows(); r++) {
      int actual = actual(batch.targets(), r, classes);
      decisions.add(actual, batch.predicted(r), batch.weight(r));
    }
  }

  /**
   * The true class.
   *
   * @param targets [batch, 1] class indices
   */
  public static int actual(Matrix targets, int row) {
    return (int) targets.get(row, 0);
  }

  /** The true class; throws IllegalArgumentException if it is none of so many. */
  static int actual(Matrix targets, int row, int classes) {
    int actual = actual(targets, row);
    if (actual < 0 || actual >= classes) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "class %d is none of the %d of the metric", actual, classes));
    }
    return actual;
  }
}
