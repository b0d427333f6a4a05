package dev.lockstep.nn.layer;

/**
 * Inverted dropout (Srivastava et al., 2014): in training each unit of each example is kept with a
 * probability and divided by it, and is 0 otherwise; in evaluation nothing is done.
 *
 * @param keepProb above 0 and at most 1
 */
public record Dropout(double keepProb) implements Layer {
  public Dropout {
    if (!(keepProb > 0 && keepProb <= 1)) {
      throw new IllegalArgumentException(
          "keep_prob of dropout must be above 0 and at most 1, not " + keepProb);
    }
  }

  @Override
  public int outputs(int inputs) {
    return inputs;
  }

  @Override
  public String kind() {
    return "dropout";
  }
}
