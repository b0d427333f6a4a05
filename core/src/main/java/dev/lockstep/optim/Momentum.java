package dev.lockstep.optim;

import dev.lockstep.linalg.ExponentialAverage;

/**
 * Gradient descent with an exponential average of the gradients: v = b v + (1-b) g; w -= a v, or a
 * v / (1 - b^t) with bias correction. PyTorch's momentum has no factor (1-b): there, the learning
 * rate is (1-b) times this one's.
 */
public record Momentum(double beta, boolean biasCorrection) implements Optimizer {
  public Momentum {
    Hyperparameters.decay("beta", beta);
  }

  @Override
  public String kind() {
    return "momentum";
  }

  @Override
  public int moments() {
    return 1;
  }

  @Override
  public void step(float[] w, float[] g, OptimizerState state, double learningRate) {
    long t = state.next();
    float[] v = state.moments()[0];
    float b = (float) beta;
    float c = (float) (1 - beta);
    float a =
        (float) (biasCorrection ? learningRate / ExponentialAverage.weight(beta, t) : learningRate);
    int n = state.size();
    for (int i = 0; i < n; i++) {
      v[i] = b * v[i] + c * g[i];
      w[i] -= a * v[i];
    }
  }
}
