package dev.lockstep.optim;

/**
 * RMSprop (Hinton, Coursera lecture 6e, 2012): s = b s + (1-b) g^2; w -= a g / (sqrt(s) + epsilon).
 * As torch.optim.RMSprop(alpha=b), whose default of b is 0.99.
 */
public record RmsProp(double beta, double epsilon) implements Optimizer {
  public RmsProp {
    Hyperparameters.decay("beta", beta);
    Hyperparameters.epsilon(epsilon);
  }

  @Override
  public String kind() {
    return "rmsprop";
  }

  @Override
  public int moments() {
    return 1;
  }

  @Override
  public void step(float[] w, float[] g, OptimizerState state, double learningRate) {
    state.next();
    float[] s = state.moments()[0];
    float b = (float) beta;
    float c = (float) (1 - beta);
    float a = (float) learningRate;
    float e = (float) epsilon;
    int n = state.size();
    for (int i = 0; i < n; i++) {
      s[i] = b * s[i] + c * g[i] * g[i];
      w[i] -= a * g[i] / ((float) Math.sqrt(s[i]) + e);
    }
  }
}
