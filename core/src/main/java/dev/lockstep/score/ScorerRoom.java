package dev.lockstep.score;

import dev.lockstep.linalg.Matrix;
import dev.lockstep.model.Model;
import dev.lockstep.model.Target;
import dev.lockstep.nn.Workspace;
import dev.lockstep.nn.inference.InferenceBatch;
import dev.lockstep.score.RowEncoder.Values;
import dev.lockstep.shard.Expansion;

/** The rows that one thread scores at once. */
final class ScorerRoom {
  private final Target target;
  private final Expansion expansion;
  private final float[] packed;
  private final InferenceBatch batch;
  private final boolean[] skipped;
  private int rows;

  private ScorerRoom(Model model, int capacity) {
    target = model.target();
    expansion = model.features().expansion();
    packed = new float[expansion.packed()];
    batch = new InferenceBatch(model.network(), capacity);
    skipped = new boolean[capacity];
  }

  static ScorerRoom forOne(Model model) {
    return new ScorerRoom(model, 1);
  }

  static ScorerRoom forMany(Model model) {
    return new ScorerRoom(model, Math.max(2, Workspace.predictedRows(model.network())));
  }

  int capacity() {
    return batch.capacity();
  }

  InferenceBatch batch() {
    return batch;
  }

  /** Forgets all rows. */
  void begin() {
    rows = 0;
    batch.resize(0);
  }

  /** Adds a row; of one that is to be left out, the network's inputs are whatever they were. */
  void add(RowEncoder encoder, Values row) {
    boolean encoded = encoder.encode(row, packed);
    batch.resize(rows + 1);
    if (encoded) {
      expansion.expand(packed, 0, batch.features().data(), batch.features().row(rows));
    }
    skipped[rows] = !encoded;
    rows++;
  }

  /** Of a row; outputs: those of all, as the loss predicts by them. */
  Prediction prediction(Matrix outputs, int row) {
    return skipped[row]
        ? Prediction.Missing.INSTANCE
        : Prediction.of(target, outputs.data(), outputs.row(row), outputs.columns());
  }
}
