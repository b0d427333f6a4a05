package dev.lockstep.optim;

/**
 * Nesterov's accelerated gradient as torch.optim.SGD(momentum=b, nesterov=True): v = b v + g; w -=
 * a (g + b v). Unlike {@link Momentum}, v has no factor (1-b).
 */
public record Nesterov(double beta) implements Optimizer {
  public Nesterov {
    Hyperparameters.decay("beta", beta);
  }

  @Override
  public String kind() {
    return "nesterov";
  }

  @Override
  public int moments() {
    return 1;
  }

  @Override
  public void step(float[] w, float[] g, OptimizerState state, double learningRate) {
    state.next();
    float[] v = state.moments()[0];
    float b = (float) beta;
    float a = (float) learningRate;
    int n = state.size();
    for (int i = 0; i < n; i++) {
      v[i] = b * v[i] + g[i];
      w[i] -= a * (g[i] + b * v[i]);
    }
  }
}
