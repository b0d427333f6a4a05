package dev.lockstep.warmstart;

import dev.lockstep.feature.FeatureColumn;
import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.feature.MissingValues;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The inputs that one column makes of a value: [width]. */
final class ColumnInputs {
  private ColumnInputs() {}

  static float[] of(FeatureColumn.Numeric column, double value) {
    return expanded(column, row -> column.encode(value, row, 0));
  }

  /** Of no value, where the column imputes one. */
  static float[] ofMissing(FeatureColumn column) {
    return expanded(column, row -> column.encodeMissing(row, 0));
  }

  private static float[] expanded(FeatureColumn column, Consumer<float[]> encode) {
    float[] packed = new float[column.packedWidth()];
    encode.accept(packed);
    float[] inputs = new float[column.width()];
    new FeatureSchema(List.of(column), MissingValues.ERROR, Optional.empty())
        .expansion()
        .expand(packed, 0, inputs, 0);
    return inputs;
  }
}
