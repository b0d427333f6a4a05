package dev.lockstep.nn.inference;

import dev.lockstep.nn.layer.Activation;
import dev.lockstep.nn.layer.Dense;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * y = x W^T + b, added up from b on in the order of the inputs. A row leaves inputs out that are 0,
 * as most are of categories and many behind relu.
 */
final class DenseStep extends Step {
  /** Inputs of a block that stay in the cache while all outputs are added to. */
  private static final int PANEL = 64;

  private final int inputs;
  private final int outputs;

  /** [any], of which the weight [outputs, inputs] is a part, and the bias [outputs] behind it. */
  private final float[] parameters;

  private final int weight;
  private final float[] bias;

  /** [inputs][outputs], made for the first single row. */
  private volatile float @Nullable [][] transposed;

  /** A step whose weight begins at that place, and is followed by the bias. */
  DenseStep(Dense layer, float[] parameters, int offset, Activation activation) {
    super(layer.outputs(), activation);
    this.inputs = layer.inputs();
    this.outputs = layer.outputs();
    this.parameters = parameters;
    this.weight = offset;
    this.bias = new float[outputs];
    if (layer.bias()) {
      System.arraycopy(parameters, offset + inputs * outputs, bias, 0, outputs);
    }
  }

  private float[][] transposed() {
    float[][] known = transposed;
    if (known == null) {
      known = new float[inputs][outputs];
      for (int o = 0; o < outputs; o++) {
        for (int i = 0; i < inputs; i++) {
          known[i][o] = parameters[weight + o * inputs + i];
        }
      }
      transposed = known;
    }
    return known;
  }

  @Override
  void compute(float[] x, float[] y, Scratch scratch) {
    int[] at = scratch.places;
    float[] v = scratch.values;
    int count = findPresent(x, at, v);
    System.arraycopy(bias, 0, y, 0, outputs);
    float[][] w = transposed();
    int j = 0;
    for (; j + 4 <= count; j += 4) {
      Products.add(
          w[at[j]],
          v[j],
          w[at[j + 1]],
          v[j + 1],
          w[at[j + 2]],
          v[j + 2],
          w[at[j + 3]],
          v[j + 3],
          y,
          outputs);
    }
    for (; j < count; j++) {
      Products.add(w[at[j]], v[j], y, outputs);
    }
  }

  /** Lists the inputs that are not 0; returns how many there are. */
  private int findPresent(float[] x, int[] places, float[] values) {
    int count = 0;
    for (int i = 0; i < inputs; i++) {
      float value = x[i];
      places[count] = i;
      values[count] = value;
      count += value != 0 ? 1 : 0;
    }
    return count;
  }

  @Override
  void compute(float[][] x, float[][] y, int n) {
    for (int o = 0; o < outputs; o++) {
      Arrays.fill(y[o], 0, n, bias[o]);
    }
    for (int from = 0; from < inputs; from += PANEL) {
      addPanel(x, from, Math.min(inputs, from + PANEL), y, n);
    }
  }

  private void addPanel(float[][] x, int from, int to, float[][] y, int n) {
    int o = 0;
    for (; o + 4 <= outputs; o += 4) {
      addFour(x, from, to, y, o, n);
    }
    for (; o < outputs; o++) {
      addOne(x, from, to, y[o], weight + o * inputs, n);
    }
  }

  private void addFour(float[][] x, int from, int to, float[][] y, int o, int n) {
    int at = weight + o * inputs;
    int i = from;
    for (; i + 2 <= to; i += 2) {
      Products.add(x[i], x[i + 1], parameters, at + i, inputs, y, o, n);
    }
    if (i < to) {
      for (int k = 0; k < 4; k++) {
        Products.add(x[i], parameters[at + k * inputs + i], y[o + k], n);
      }
    }
  }

  private void addOne(float[][] x, int from, int to, float[] y, int at, int n) {
    float[] w = parameters;
    int i = from;
    for (; i + 4 <= to; i += 4) {
      int j = at + i;
      Products.add(x[i], w[j], x[i + 1], w[j + 1], x[i + 2], w[j + 2], x[i + 3], w[j + 3], y, n);
    }
    for (; i < to; i++) {
      Products.add(x[i], w[at + i], y, n);
    }
  }
}
