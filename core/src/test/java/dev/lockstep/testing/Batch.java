package dev.lockstep.testing;

import dev.lockstep.nn.Network;
import dev.lockstep.nn.Workspace;
import dev.lockstep.nn.loss.Loss;
import dev.lockstep.nn.loss.SigmoidCrossEntropy;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.nn.loss.SquaredError;
import dev.lockstep.reference.Examples;
import java.util.Arrays;
import java.util.Random;

/** Examples by rows: x [n, inputs], y [n, targets], w [n]. */
@SuppressWarnings("ArrayRecordComponent") // Batches are never compared.
public record Batch(float[][] x, float[][] y, float[] w) {
  /** Number of examples. */
  public int rows() {
    return w.length;
  }

  /** Normal features, targets that fit the loss, and weights in [0.25, 2). */
  public static Batch random(Network network, int rows, long seed) {
    Random random = new Random(seed);
    Batch batch =
        new Batch(
            new float[rows][network.inputs()],
            new float[rows][network.loss().targets(network.outputs())],
            new float[rows]);
    for (int r = 0; r < rows; r++) {
      for (int j = 0; j < network.inputs(); j++) {
        batch.x[r][j] = (float) random.nextGaussian();
      }
      for (int j = 0; j < batch.y[r].length; j++) {
        batch.y[r][j] = target(network.loss(), network.outputs(), random);
      }
      batch.w[r] = 0.25f + 1.75f * random.nextFloat();
    }
    return batch;
  }

  private static float target(Loss loss, int outputs, Random random) {
    if (loss instanceof SoftmaxCrossEntropy) {
      return random.nextInt(outputs);
    }
    if (loss instanceof SigmoidCrossEntropy) {
      return random.nextFloat();
    }
    if (loss instanceof SquaredError) {
      return (float) random.nextGaussian();
    }
    throw new AssertionError("no random targets for " + loss + ": add them here");
  }

  /** The examples from (inclusive) to to (exclusive). */
  public Batch slice(int from, int to) {
    return new Batch(
        Arrays.copyOfRange(x, from, to),
        Arrays.copyOfRange(y, from, to),
        Arrays.copyOfRange(w, from, to));
  }

  /** The same examples with other weights. */
  public Batch withWeights(float... weights) {
    return new Batch(x, y, weights);
  }

  /** The same examples, for the textbook. */
  public Examples examples() {
    return new Examples(x, y, w);
  }

  /** Copies the examples into a workspace, which is resized to them. */
  public Workspace into(Workspace workspace) {
    return examples().into(workspace);
  }
}
