package dev.lockstep.nn.layer;

import java.util.Locale;

/**
 * The fully connected layer y = x W^T + b. x: [batch, inputs]; W: [outputs, inputs]; b: [outputs],
 * absent without bias.
 */
public record Dense(int inputs, int outputs, boolean bias) implements Layer {
  public Dense {
    if (inputs < 1 || outputs < 1) {
      throw new IllegalArgumentException(
          "a dense layer needs at least 1 input and 1 output, not " + inputs + " and " + outputs);
    }
  }

  /** With bias. */
  public Dense(int inputs, int outputs) {
    this(inputs, outputs, true);
  }

  @Override
  public int outputs(int actualInputs) {
    if (actualInputs != inputs) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "dense layer expects %d inputs, the layer before it produces %d",
              inputs,
              actualInputs));
    }
    return outputs;
  }

  @Override
  public String kind() {
    return "dense";
  }
}
