package dev.lockstep.optim;

/** Gradient descent: w -= a g, as torch.optim.SGD. */
public record Sgd() implements Optimizer {
  @Override
  public String kind() {
    return "sgd";
  }

  @Override
  public int moments() {
    return 0;
  }

  @Override
  public void step(float[] w, float[] g, OptimizerState state, double learningRate) {
    state.next();
    float a = (float) learningRate;
    int n = state.size();
    for (int i = 0; i < n; i++) {
      w[i] -= a * g[i];
    }
  }
}
