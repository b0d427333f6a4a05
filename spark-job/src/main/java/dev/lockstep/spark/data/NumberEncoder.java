package dev.lockstep.spark.data;

import dev.lockstep.feature.FeatureColumn;
import org.apache.spark.sql.catalyst.InternalRow;

/** Writes the values of a column of numbers or booleans. */
final class NumberEncoder implements FeatureReader.Encoder {
  private final FeatureReader.OfNumber reader;
  private final FeatureColumn.Numeric column;

  NumberEncoder(FeatureReader.OfNumber reader, FeatureColumn.Numeric column) {
    this.reader = reader;
    this.column = column;
  }

  @Override
  public void encode(InternalRow row, float[] x, int offset) {
    double number = reader.number(row);
    if (Double.isNaN(number)) {
      column.encodeMissing(x, offset);
    } else {
      column.encode(number, x, offset);
    }
  }

  @Override
  public void encode(RowBlock rows, float[] x, int offset, int stride) {
    double[] numbers = reader.numbers(rows);
    if (numbers == null) {
      FeatureReader.Encoder.super.encode(rows, x, offset, stride);
      return;
    }
    for (int i = 0; i < rows.size(); i++) {
      column.encode(numbers[i], x, offset + i * stride);
    }
  }
}
