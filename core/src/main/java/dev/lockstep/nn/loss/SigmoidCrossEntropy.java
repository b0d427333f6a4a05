package dev.lockstep.nn.loss;

import dev.lockstep.linalg.Matrix;

/**
 * Binary cross-entropy of the sigmoid, -y log s(z) - (1 - y) log(1 - s(z)), summed over the
 * outputs, as max(z, 0) - z y + log1p(e^-|z|). Targets lie in [0, 1], one column for each output.
 * In training, label smoothing a makes y (1 - a) + a / 2 of a target, half of a for each of the two
 * classes.
 */
public record SigmoidCrossEntropy(ClassTargets classes) implements Loss {
  /** Of targets as they are. */
  public SigmoidCrossEntropy() {
    this(ClassTargets.PLAIN);
  }

  @Override
  public String kind() {
    return "sigmoid_cross_entropy";
  }

  @Override
  public int targets(int outputs) {
    return outputs;
  }

  @Override
  public void checkOutputs(int outputs) {
    classes.check(outputs == 1 ? 2 : 0);
  }

  @Override
  public Loss plain() {
    return new SigmoidCrossEntropy();
  }

  @Override
  public float[] classWeights() {
    return classes.weightsByClass();
  }

  @Override
  public double gradient(Matrix output, Matrix targets, Matrix weights) {
    double loss = 0;
    float smoothing = (float) classes.smoothing();
    for (int r = 0; r < output.rows(); r++) {
      float weight = weights.get(r, 0);
      for (int c = 0; c < output.columns(); c++) {
        float z = output.get(r, c);
        float target = targets.get(r, c);
        float y = target + smoothing * (0.5f - target);
        double e = Exp.of(-Math.abs(z));
        loss += weight * loss(z, y, e);
        output.set(r, c, weight * (probability(z, e) - y));
      }
    }
    return loss;
  }

  @Override
  public double sum(Matrix output, Matrix targets, Matrix weights) {
    double loss = 0;
    for (int r = 0; r < output.rows(); r++) {
      for (int c = 0; c < output.columns(); c++) {
        float z = output.get(r, c);
        loss += weights.get(r, 0) * loss(z, targets.get(r, c), Exp.of(-Math.abs(z)));
      }
    }
    return loss;
  }

  @Override
  public void predict(Matrix output) {
    for (int r = 0; r < output.rows(); r++) {
      for (int c = 0; c < output.columns(); c++) {
        float z = output.get(r, c);
        output.set(r, c, probability(z, Exp.of(-Math.abs(z))));
      }
    }
  }

  /** e is e^-|z|. */
  private static double loss(float z, float y, double e) {
    return Math.max(z, 0f) - z * y + Math.log1p(e);
  }

  /** e is e^-|z|. */
  private static float probability(float z, double e) {
    return (float) ((z >= 0 ? 1 : e) / (1 + e));
  }
}
