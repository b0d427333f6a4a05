package dev.lockstep.nn.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.linalg.Matrix;
import dev.lockstep.nn.Backprop;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Workspace;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Layer;
import dev.lockstep.nn.loss.SquaredError;
import dev.lockstep.testing.Kinds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class InferenceTest {
  /** A dense layer to the width of all kinds of layers, some of these, and a dense layer again. */
  private static Network network(int inputs, int outputs, Random random) {
    List<Layer> layers = new ArrayList<>();
    if (random.nextBoolean()) {
      layers.add(Kinds.activations().get(random.nextInt(Kinds.activations().size())));
    }
    layers.add(new Dense(inputs, Kinds.WIDTH, random.nextBoolean()));
    List<Layer> kinds = Kinds.layers();
    for (int i = random.nextInt(5); i > 0; i--) {
      layers.add(kinds.get(random.nextInt(kinds.size())));
    }
    layers.add(new Dense(Kinds.WIDTH, outputs));
    return new Network(inputs, layers, new SquaredError());
  }

  /** Positive where they are variances, as all are. */
  private static float[] parameters(Network network, Random random) {
    float[] parameters = new float[network.parameters().size()];
    for (int i = 0; i < parameters.length; i++) {
      boolean trained = i < network.parameters().trained();
      parameters[i] = trained ? (float) random.nextGaussian() : 0.1f + random.nextFloat();
    }
    return parameters;
  }

  private static InferenceBatch batch(Network network, int rows, double zeros, Random random) {
    InferenceBatch batch = new InferenceBatch(network, rows).resize(rows);
    float[] x = batch.features().data();
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextDouble() < zeros ? 0f : (float) random.nextGaussian();
    }
    return batch;
  }

  private static int[] bits(Matrix outputs, int row) {
    int[] bits = new int[outputs.columns()];
    for (int c = 0; c < bits.length; c++) {
      bits[c] = Float.floatToRawIntBits(outputs.get(row, c));
    }
    return bits;
  }

  @Property(tries = 200)
  void anyRowHasTheSameBitsWhateverRowsAreBesideIt(
      @ForAll @IntRange(min = 1, max = 150) int inputs,
      @ForAll @IntRange(min = 1, max = 9) int outputs,
      @ForAll @IntRange(min = 1, max = 600) int rows,
      @ForAll @IntRange(min = 0, max = 10) int tenthsZero,
      @ForAll long seed) {
    Random random = new Random(seed);
    Network network = network(inputs, outputs, random);
    Inference inference = new Inference(network, parameters(network, random));
    InferenceBatch batch = batch(network, rows, tenthsZero / 10.0, random);
    Matrix together = inference.outputs(batch);
    for (int size : new int[] {1, 3, 16, 37}) {
      InferenceBatch some = new InferenceBatch(network, size);
      for (int from = 0; from < rows; from += 1 + rows / 7) {
        int n = Math.min(size, rows - from);
        some.resize(n);
        Matrix slice = batch.features().slice(from, n);
        System.arraycopy(slice.data(), slice.offset(), some.features().data(), 0, slice.size());
        Matrix alone = inference.outputs(some);
        for (int r = 0; r < n; r++) {
          assertThat(bits(alone, r)).isEqualTo(bits(together, from + r));
        }
      }
    }
  }

  @Property(tries = 100)
  void outputsAreThoseOfTheForwardPassOfTraining(
      @ForAll @IntRange(min = 1, max = 100) int inputs,
      @ForAll @IntRange(min = 1, max = 40) int rows,
      @ForAll long seed) {
    Random random = new Random(seed);
    Network network = network(inputs, 3, random);
    float[] parameters = parameters(network, random);
    InferenceBatch batch = batch(network, rows, 0.5, random);
    Matrix found = new Inference(network, parameters).outputs(batch);
    Workspace workspace = new Workspace(network, BlasBackend.JAVA.load(), rows).resize(rows);
    System.arraycopy(batch.features().data(), 0, workspace.features().data(), 0, rows * inputs);
    Matrix expected = new Backprop(network).forward(parameters, workspace);
    float largest = 1;
    for (int i = 0; i < expected.size(); i++) {
      largest = Math.max(largest, Math.abs(expected.data()[expected.offset() + i]));
    }
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < 3; c++) {
        assertThat(found.get(r, c)).isCloseTo(expected.get(r, c), within(1e-4f * largest));
      }
    }
  }

  /** The order of the sum is a promise: the bits of a model's predictions follow from it. */
  @Test
  void aDenseLayerAddsProductsToTheBiasOneByOneInTheOrderOfTheInputs() {
    Random random = new Random(1);
    int inputs = 131;
    Network network = new Network(inputs, List.of(new Dense(inputs, 7)), new SquaredError());
    float[] parameters = parameters(network, random);
    InferenceBatch batch = batch(network, 40, 0.1, random);
    Matrix outputs = new Inference(network, parameters).outputs(batch);
    for (int r = 0; r < 40; r++) {
      for (int o = 0; o < 7; o++) {
        float sum = parameters[7 * inputs + o];
        for (int i = 0; i < inputs; i++) {
          sum = Math.fma(batch.features().get(r, i), parameters[o * inputs + i], sum);
        }
        assertThat(outputs.get(r, o)).isEqualTo(sum);
      }
    }
  }

  @Test
  void productsTooSmallForAFloatLeaveNoSign() {
    Network network = new Network(8, List.of(new Dense(8, 1)), new SquaredError());
    float[] parameters = new float[9];
    Arrays.fill(parameters, 0, 8, -1e-30f);
    Inference inference = new Inference(network, parameters);
    for (int rows : new int[] {1, 40}) {
      InferenceBatch batch = new InferenceBatch(network, rows).resize(rows);
      batch.features().set(0, 0, 1e-30f);
      assertThat(bits(inference.outputs(batch), 0)).containsExactly(0);
    }
  }
}
