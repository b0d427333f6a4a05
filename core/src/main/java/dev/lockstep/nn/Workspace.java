package dev.lockstep.nn;

import dev.lockstep.linalg.Blas;
import dev.lockstep.linalg.Matrix;
import dev.lockstep.nn.layer.Stage;
import dev.lockstep.nn.layer.Stages;
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
  private final int pieceRows;
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
    pieceRows = pieceRows(network, capacity);
    pieces = new Piece[(capacity + pieceRows - 1) / pieceRows];
    for (int i = 0; i < pieces.length; i++) {
      int from = i * pieceRows;
      pieces[i] = batch.slice(from, Math.min(pieceRows, capacity - from));
    }
    ParameterLayout layout = network.parameters();
    stages =
        Stages.of(
                network.layers(),
                network.inputs(),
                name -> layout.tensor(name).range().from(),
                blas,
                Math.min(pieceRows, capacity))
            .toArray(new Stage[0]);
    outputs = network.outputs();
  }

  /** Where a layer needs all rows at once, the batch is one piece. */
  private static int pieceRows(Network network, int capacity) {
    return network.needsWholePart() ? Math.max(1, capacity) : PIECE_ROWS;
  }

  /** A good capacity where rows are only predicted: one piece, or less of very wide rows. */
  public static int predictedRows(Network network) {
    return Math.max(1, Math.min(PIECE_ROWS, PREDICTED_FLOATS / network.inputs()));
  }

  /** How many floats a workspace takes. */
  public static long floats(Network network, int capacity) {
    long batch = (long) network.inputs() + network.loss().targets(network.outputs()) + 1;
    long piece = Stages.floats(network.layers(), network.inputs());
    return capacity * batch + Math.min(pieceRows(network, capacity), capacity) * piece;
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
      pieces[i].resize(Math.max(0, Math.min(pieceRows, rows - i * pieceRows)));
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
