package dev.lockstep.nn.layer;

/**
 * Inverted dropout (Srivastava et al., 2014): in training each unit of each example is kept with a
 * probability and divided by it, and is 0 otherwise; in evaluation nothing is done.
 *
 * @param keepProb at least 2^-24 and at most 1
 */
public record Dropout(double keepProb) implements Layer {
  /** The share that the draws of units can tell from none. */
  private static final double LEAST = 0x1p-24;

  public Dropout {
    if (!(keepProb >= LEAST && keepProb <= 1)) {
      throw new IllegalArgumentException(
          "keep_prob of dropout must be at least 2^-24 and at most 1, not " + keepProb);
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
