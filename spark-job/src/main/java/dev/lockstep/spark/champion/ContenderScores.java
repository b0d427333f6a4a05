package dev.lockstep.spark.champion;

import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.linalg.Matrix;
import dev.lockstep.model.ModelJson;
import dev.lockstep.nn.Workspace;
import dev.lockstep.nn.inference.Inference;
import dev.lockstep.nn.inference.InferenceBatch;
import dev.lockstep.shard.Expansion;
import dev.lockstep.spark.table.encode.RowEncoder;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.InternalRow;

/** Encodes rows for a contender, and computes what it predicts. Confined to one thread. */
final class ContenderScores {
  private final Contender contender;
  private final RowEncoder encoder;
  private final Expansion expansion;
  private final Inference inference;
  private final InferenceBatch batch;

  ContenderScores(Contender contender) {
    this.contender = contender;
    FeatureSchema features = ModelJson.features(contender.features());
    this.encoder = new RowEncoder(features, contender.reader().features());
    this.expansion = features.expansion();
    this.inference = new Inference(contender.network(), contender.parameters().value());
    this.batch =
        new InferenceBatch(contender.network(), Workspace.predictedRows(contender.network()));
  }

  /** How many rows can be scored at once. */
  int capacity() {
    return batch.capacity();
  }

  /** A row as this contender reads it, [packed features]. */
  float[] encode(InternalRow row) {
    float[] packed = new float[expansion.packed()];
    encoder.encode(row, packed, 0);
    return packed;
  }

  /** Probabilities or numbers, [rows, outputs]; valid until the next rows are scored. */
  Matrix outputs(List<TestRow> rows, Function<TestRow, float[]> packed) {
    Matrix features = batch.resize(rows.size()).features();
    for (int i = 0; i < rows.size(); i++) {
      expansion.expand(packed.apply(rows.get(i)), 0, features.data(), features.row(i));
    }
    Matrix outputs = inference.outputs(batch);
    contender.network().loss().predict(outputs);
    return outputs;
  }
}
