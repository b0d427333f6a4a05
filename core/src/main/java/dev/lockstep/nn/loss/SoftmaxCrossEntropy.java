package dev.lockstep.nn.loss;

import dev.lockstep.linalg.Matrix;

/**
 * Cross-entropy of the softmax, -log softmax(z)[class], max-shifted. The single target column is
 * the class index. In training, label smoothing a puts (1 - a) of the target on the class and a / K
 * on each of the K classes, as torch.nn.CrossEntropyLoss(label_smoothing=a).
 */
public record SoftmaxCrossEntropy(ClassTargets classes) implements Loss {
  /** Of targets as they are. */
  public SoftmaxCrossEntropy() {
    this(ClassTargets.PLAIN);
  }

  @Override
  public String kind() {
    return "softmax_cross_entropy";
  }

  @Override
  public int targets(int outputs) {
    return 1;
  }

  @Override
  public void checkOutputs(int outputs) {
    if (outputs < 2) {
      throw new IllegalArgumentException(
          "softmax_cross_entropy needs at least 2 outputs, not "
              + outputs
              + "; use sigmoid_cross_entropy for a single one");
    }
    classes.check(outputs);
  }

  @Override
  public Loss plain() {
    return new SoftmaxCrossEntropy();
  }

  @Override
  public float[] classWeights() {
    return classes.weightsByClass();
  }

  @Override
  public double gradient(Matrix output, Matrix targets, Matrix weights) {
    double loss = 0;
    int k = output.columns();
    float[] z = output.data();
    double smoothing = classes.smoothing();
    for (int r = 0; r < output.rows(); r++) {
      int row = output.row(r);
      int target = row + (int) targets.get(r, 0);
      float weight = weights.get(r, 0);
      float shifted = z[target] - maximum(z, row, k);
      double smoothed = smoothing > 0 ? smoothing * (z[target] - mean(z, row, k)) : 0;
      double total = exponentiate(z, row, k);
      loss += weight * (Math.log(total) - shifted + smoothed);
      float scale = (float) (weight / total);
      for (int j = row; j < row + k; j++) {
        z[j] *= scale;
      }
      z[target] -= weight;
      if (smoothing > 0) {
        spread((float) (weight * smoothing), z, row, k);
        z[target] += (float) (weight * smoothing);
      }
    }
    return loss;
  }

  private static double mean(float[] z, int row, int k) {
    double sum = 0;
    for (int j = row; j < row + k; j++) {
      sum += z[j];
    }
    return sum / k;
  }

  /** Takes an equal share of a weight from each element of a row. */
  private static void spread(float weight, float[] z, int row, int k) {
    float share = weight / k;
    for (int j = row; j < row + k; j++) {
      z[j] -= share;
    }
  }

  @Override
  public double sum(Matrix output, Matrix targets, Matrix weights) {
    double loss = 0;
    int k = output.columns();
    float[] z = output.data();
    for (int r = 0; r < output.rows(); r++) {
      int row = output.row(r);
      float max = maximum(z, row, k);
      double total = 0;
      for (int j = row; j < row + k; j++) {
        total += Exp.of(z[j] - max);
      }
      loss += weights.get(r, 0) * (Math.log(total) - (z[row + (int) targets.get(r, 0)] - max));
    }
    return loss;
  }

  @Override
  public void predict(Matrix output) {
    int k = output.columns();
    float[] z = output.data();
    for (int r = 0; r < output.rows(); r++) {
      int row = output.row(r);
      float scale = (float) (1 / exponentiate(z, row, k));
      for (int j = row; j < row + k; j++) {
        z[j] *= scale;
      }
    }
  }

  private static float maximum(float[] z, int row, int k) {
    float max = z[row];
    for (int j = row + 1; j < row + k; j++) {
      max = Math.max(max, z[j]);
    }
    return max;
  }

  /** z = e^(z - max z) over one row; returns their sum, at least 1. */
  private static double exponentiate(float[] z, int row, int k) {
    float max = maximum(z, row, k);
    double total = 0;
    for (int j = row; j < row + k; j++) {
      double e = Exp.of(z[j] - max);
      total += e;
      z[j] = (float) e;
    }
    return total;
  }
}
