package dev.lockstep.spark.table.score;

import dev.lockstep.feature.value.BadValueException;
import dev.lockstep.linalg.Matrix;
import dev.lockstep.nn.Workspace;
import dev.lockstep.nn.inference.Inference;
import dev.lockstep.nn.inference.InferenceBatch;
import dev.lockstep.shard.Expansion;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.table.encode.RowEncoder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;

/** The rows of one partition with their predictions, computed batch by batch. */
final class ScoredRows implements Iterator<InternalRow> {
  private final Scoring scoring;
  private final WellFormedRows rows;
  private final UnseenCategories unseen;
  private final RowEncoder encoder;
  private final Expansion expansion;
  private final float[] packed;
  private final Inference inference;
  private final InferenceBatch block;
  private final Queue<InternalRow> ready = new ArrayDeque<>();

  ScoredRows(Scoring scoring, float[] parameters, WellFormedRows rows, UnseenCategories unseen) {
    this.scoring = scoring;
    this.rows = rows;
    this.unseen = unseen;
    this.encoder = new RowEncoder(scoring.features(), scoring.readers());
    this.expansion = scoring.features().expansion();
    this.packed = new float[expansion.packed()];
    this.inference = new Inference(scoring.network(), parameters);
    int capacity = Math.max(2, Workspace.predictedRows(scoring.network()));
    this.block = new InferenceBatch(scoring.network(), capacity);
  }

  @Override
  public boolean hasNext() {
    if (ready.isEmpty() && rows.hasNext()) {
      scoreBatch();
    }
    return !ready.isEmpty();
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  private void scoreBatch() {
    List<InternalRow> batch = new ArrayList<>();
    int most = block.capacity();
    boolean[] skipped = new boolean[most];
    block.resize(most);
    while (batch.size() < most && rows.hasNext()) {
      InternalRow row = rows.next();
      skipped[batch.size()] = scoring.skips(row);
      if (!skipped[batch.size()]) {
        encode(row, block.features().row(batch.size()));
      }
      batch.add(row.copy());
    }
    block.resize(batch.size());
    Matrix outputs = inference.outputs(block);
    scoring.network().loss().predict(outputs);
    for (int i = 0; i < batch.size(); i++) {
      InternalRow added =
          skipped[i]
              ? scoring.none()
              : scoring.columns(outputs.data(), outputs.row(i), outputs.columns());
      ready.add(new JoinedRow(batch.get(i), added));
    }
  }

  private void encode(InternalRow row, int offset) {
    try {
      encoder.encode(row, packed, 0);
      unseen.add(packed);
      expansion.expand(packed, 0, block.features().data(), offset);
    } catch (BadValueException e) {
      throw new BadDataException(e.getMessage() + ", in " + rows.place(), e);
    }
  }
}
