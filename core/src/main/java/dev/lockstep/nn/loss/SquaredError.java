package dev.lockstep.nn.loss;

import dev.lockstep.linalg.Matrix;

/** Half the sum of squares, 1/2 sum_j (z_j - y_j)^2, with one target column for each output. */
public record SquaredError() implements Loss {
  @Override
  public String kind() {
    return "squared_error";
  }

  @Override
  public int targets(int outputs) {
    return outputs;
  }

  @Override
  public void checkOutputs(int outputs) {}

  @Override
  public double gradient(Matrix output, Matrix targets, Matrix weights) {
    double loss = 0;
    for (int r = 0; r < output.rows(); r++) {
      float weight = weights.get(r, 0);
      for (int c = 0; c < output.columns(); c++) {
        float difference = output.get(r, c) - targets.get(r, c);
        loss += 0.5 * weight * difference * difference;
        output.set(r, c, weight * difference);
      }
    }
    return loss;
  }

  @Override
  public double sum(Matrix output, Matrix targets, Matrix weights) {
    double loss = 0;
    for (int r = 0; r < output.rows(); r++) {
      for (int c = 0; c < output.columns(); c++) {
        double difference = output.get(r, c) - targets.get(r, c);
        loss += 0.5 * weights.get(r, 0) * difference * difference;
      }
    }
    return loss;
  }

  @Override
  public void predict(Matrix output) {}
}
