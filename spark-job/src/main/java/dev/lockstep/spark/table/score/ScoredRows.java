package dev.lockstep.spark.table.score;

import dev.lockstep.linalg.Matrix;
import dev.lockstep.nn.Backprop;
import dev.lockstep.nn.Workspace;
import dev.lockstep.shard.Expansion;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.table.encode.RowEncoder;
import dev.lockstep.feature.value.BadValueException;
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
  private final float[] parameters;
  private final WellFormedRows rows;
  private final UnseenCategories unseen;
  private final RowEncoder encoder;
  private final Expansion expansion;
  private final float[] packed;
  private final Backprop backprop;
  private final Workspace workspace;
  private final Queue<InternalRow> ready = new ArrayDeque<>();

  ScoredRows(Scoring scoring, float[] parameters, WellFormedRows rows, UnseenCategories unseen) {
    this.scoring = scoring;
    this.parameters = parameters;
    this.rows = rows;
    this.unseen = unseen;
    this.encoder = new RowEncoder(scoring.features(), scoring.readers());
    this.expansion = scoring.features().expansion();
    this.packed = new float[expansion.packed()];
    this.backprop = new Backprop(scoring.network());
    this.workspace =
        new Workspace(
            scoring.network(), scoring.blas(), Workspace.predictedRows(scoring.network()));
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
    int most = workspace.capacity();
    boolean[] skipped = new boolean[most];
    workspace.resize(most);
    while (batch.size() < most && rows.hasNext()) {
      InternalRow row = rows.next();
      skipped[batch.size()] = scoring.skips(row);
      if (!skipped[batch.size()]) {
        encode(row, workspace.features().row(batch.size()));
      }
      batch.add(row.copy());
    }
    workspace.resize(batch.size());
    Matrix outputs = backprop.forward(parameters, workspace);
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
      expansion.expand(packed, 0, workspace.features().data(), offset);
    } catch (BadValueException e) {
      throw new BadDataException(e.getMessage() + ", in " + rows.place(), e);
    }
  }
}
