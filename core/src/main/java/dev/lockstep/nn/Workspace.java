package dev.lockstep.nn;

import dev.lockstep.linalg.Blas;
import dev.lockstep.linalg.Matrix;
import dev.lockstep.nn.layer.Activation;
import dev.lockstep.nn.layer.ActivationStage;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.DenseStage;
import dev.lockstep.nn.layer.DenseStage.DensePlace;
import dev.lockstep.nn.layer.Identity;
import dev.lockstep.nn.layer.Layer;
import dev.lockstep.nn.layer.Stage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one thread writes to while it computes with a network, allocated once: room for a
 * batch of examples, and, for a piece of it, the outputs and gradients of every layer.
 */
public final class Workspace {
  /** Rows whose outputs and gradients, in all layers, a processor core's own cache can hold. */
  public static final int PIECE_ROWS = 256;

  /** Features of a batch that is only to be predicted: 32 MiB. */
  private static final int PREDICTED_FLOATS = 1 << 23;

  private final Piece batch;
  private final int outputs;
  private @Nullable Matrix collected;
  final Piece[] pieces;
  final Stage[] stages;

  /** Consecutive rows of the batch, or all of them. */
  record Piece(Matrix features, Matrix targets, Matrix weights) {
    int rows() {
      return features.rows();
    }

    private Piece slice(int from, int rows) {
      return new Piece(
          features.slice(from, rows), targets.slice(from, rows), weights.slice(from, rows));
    }

    private void resize(int rows) {
      features.resize(rows);
      targets.resize(rows);
      weights.resize(rows);
    }
  }

  /** Room for batches of up to capacity rows. */
  public Workspace(Network network, Blas blas, int capacity) {
    batch =
        new Piece(
            Matrix.zeros(capacity, network.inputs()),
            Matrix.zeros(capacity, network.loss().targets(network.outputs())),
            Matrix.zeros(capacity, 1));
    pieces = new Piece[(capacity + PIECE_ROWS - 1) / PIECE_ROWS];
    for (int i = 0; i < pieces.length; i++) {
      int from = i * PIECE_ROWS;
      pieces[i] = batch.slice(from, Math.min(PIECE_ROWS, capacity - from));
    }
    stages = stages(network, blas, Math.min(PIECE_ROWS, capacity)).toArray(new Stage[0]);
    outputs = network.outputs();
  }

  private static List<Stage> stages(Network network, Blas blas, int capacity) {
    List<Stage> stages = new ArrayList<>();
    List<Layer> layers = network.layers();
    ParameterLayout layout = network.parameters();
    int width = network.inputs();
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      width = layer.outputs(width);
      if (layer instanceof Dense dense) {
        boolean fused = i + 1 < layers.size() && layers.get(i + 1) instanceof Activation;
        int offset = layout.tensor(i + ".weight").range().from();
        Activation activation = fused ? (Activation) layers.get(++i) : new Identity();
        stages.add(new DenseStage(blas, new DensePlace(dense, offset), activation, capacity));
      } else if (layer instanceof Activation activation) {
        stages.add(new ActivationStage(activation, capacity, width));
      }
    }
    return stages;
  }

  /** A good capacity where rows are only predicted: one piece, or less of very wide rows. */
  public static int predictedRows(Network network) {
    return Math.max(1, Math.min(PIECE_ROWS, PREDICTED_FLOATS / network.inputs()));
  }

  /** How many floats a workspace takes. */
  public static long floats(Network network, int capacity) {
    long batch = (long) network.inputs() + network.loss().targets(network.outputs()) + 1;
    long piece = 0;
    long width = network.inputs();
    boolean fuses = false;
    for (Layer layer : network.layers()) {
      width = layer.outputs((int) width);
      // Output and its gradient; an activation after a dense layer is one stage with it.
      piece += fuses && layer instanceof Activation ? 0 : 2 * width + 1;
      piece += layer instanceof Activation activation && activation.keepsSlope() ? width : 0;
      fuses = layer instanceof Dense;
    }
    return capacity * batch + Math.min(PIECE_ROWS, capacity) * piece;
  }

  /** The largest batch. */
  public int capacity() {
    return batch.features().capacity();
  }

  /**
   * Sets the number of examples in the batch; {@link #features()}, {@link #targets()}, {@link
   * #weights()} are then to be filled.
   */
  public Workspace resize(int rows) {
    batch.resize(rows);
    for (int i = 0; i < pieces.length; i++) {
      pieces[i].resize(Math.max(0, Math.min(PIECE_ROWS, rows - i * PIECE_ROWS)));
    }
    return this;
  }

  /** Room for the outputs of a batch of several pieces, [batch, outputs]. */
  Matrix collected() {
    Matrix room = collected;
    if (room == null) {
      room = Matrix.zeros(capacity(), outputs);
      collected = room;
    }
    return room.resize(batch.rows());
  }

  /** The batch's features, [batch, inputs]. */
  public Matrix features() {
    return batch.features();
  }

  /** The batch's targets, [batch, targets]. */
  public Matrix targets() {
    return batch.targets();
  }

  /** The batch's weights, [batch, 1]. */
  public Matrix weights() {
    return batch.weights();
  }
}
