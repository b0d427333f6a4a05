package dev.lockstep.nn;

/** The logistic function 1 / (1 + e^-z), computed as (1 + tanh(z/2)) / 2. */
public record Sigmoid() implements Activation {
  @Override
  public void forward(float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = 0.5f + 0.5f * Tanh.of(0.5f * y[i]);
    }
  }

  @Override
  public void backward(float[] y, float[] dy, int from, int to) {
    for (int i = from; i < to; i++) {
      dy[i] *= y[i] * (1f - y[i]);
    }
  }

  @Override
  public String kind() {
    return "sigmoid";
  }
}
