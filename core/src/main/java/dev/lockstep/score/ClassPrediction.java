package dev.lockstep.score;

import java.util.Arrays;

/** A class, and how probable each is. */
public final class ClassPrediction implements Prediction {
  private final Object label;
  private final float[] outputs;

  /** Outputs are probabilities, of class 1 alone if there is one. */
  ClassPrediction(Object label, float[] outputs) {
    this.label = label;
    this.outputs = outputs;
  }

  /**
   * The predicted class as a String, Long, Double or Boolean: the most probable one, or of two what
   * the model's threshold makes of the probability.
   */
  public Object label() {
    return label;
  }

  /** Of two classes, the probability of the second. */
  public float probability() {
    if (classes() != 2) {
      throw new IllegalStateException(
          "there are " + classes() + " classes; ask for the probability of one of them");
    }
    return outputs[outputs.length - 1];
  }

  /** The probability of a class, by its place among the model's classes. */
  public float probability(int place) {
    if (outputs.length > 1) {
      return outputs[place];
    }
    return place == 0 ? 1 - outputs[0] : probability();
  }

  /** How many classes there are. */
  public int classes() {
    return Math.max(2, outputs.length);
  }

  @Override
  public String toString() {
    return label + " " + Arrays.toString(outputs);
  }
}
