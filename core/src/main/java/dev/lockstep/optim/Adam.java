package dev.lockstep.optim;

import dev.lockstep.linalg.ExponentialAverage;

/**
 * Adam (Kingma and Ba, 2015, algorithm 1): v = b1 v + (1-b1) g; s = b2 s + (1-b2) g^2; both divided
 * by 1 - b^t; w -= a v^ / (sqrt(s^) + epsilon), as torch.optim.Adam.
 */
public record Adam(double beta1, double beta2, double epsilon) implements Optimizer {
  public Adam {
    Hyperparameters.decay("beta1", beta1);
    Hyperparameters.decay("beta2", beta2);
    Hyperparameters.epsilon(epsilon);
  }

  @Override
  public String kind() {
    return "adam";
  }

  @Override
  public int moments() {
    return 2;
  }

  @Override
  public void step(float[] w, float[] g, OptimizerState state, double learningRate) {
    long t = state.next();
    float[] v = state.moments()[0];
    float[] s = state.moments()[1];
    float b1 = (float) beta1;
    float b2 = (float) beta2;
    float c1 = (float) (1 - beta1);
    float c2 = (float) (1 - beta2);
    float a = (float) (learningRate / ExponentialAverage.weight(beta1, t));
    float correction = (float) (1 / Math.sqrt(ExponentialAverage.weight(beta2, t)));
    float e = (float) epsilon;
    int n = state.size();
    for (int i = 0; i < n; i++) {
      v[i] = b1 * v[i] + c1 * g[i];
      s[i] = b2 * s[i] + c2 * g[i] * g[i];
      w[i] -= a * v[i] / ((float) Math.sqrt(s[i]) * correction + e);
    }
  }
}
