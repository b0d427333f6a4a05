package dev.lockstep.spark.config;

import dev.lockstep.nn.layer.Activation;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Layer;

/** A hidden layer before its number of inputs is known. */
public sealed interface HiddenLayer {
  /** The layer for that many inputs. */
  Layer on(int inputs);

  /** A dense layer with that many outputs. */
  record OfWidth(int outputs) implements HiddenLayer {
    @Override
    public Layer on(int inputs) {
      return new Dense(inputs, outputs);
    }
  }

  /** A layer that fits any number of inputs. */
  record Elementwise(Activation activation) implements HiddenLayer {
    @Override
    public Layer on(int inputs) {
      return activation;
    }
  }
}
