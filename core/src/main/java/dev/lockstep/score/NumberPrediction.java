package dev.lockstep.score;

import java.util.Arrays;

/** Numbers, in the units of the labels. */
public final class NumberPrediction implements Prediction {
  private final double[] values;

  NumberPrediction(double[] values) {
    this.values = values;
  }

  /** The number of a model that predicts one. */
  public double value() {
    if (values.length != 1) {
      throw new IllegalStateException(
          "there are " + values.length + " numbers; ask for one by its place");
    }
    return values[0];
  }

  /** The number at that place among the model's label columns. */
  public double value(int place) {
    return values[place];
  }

  /** How many numbers there are. */
  public int size() {
    return values.length;
  }

  @Override
  public String toString() {
    return Arrays.toString(values);
  }
}
