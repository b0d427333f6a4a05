package dev.lockstep.spark.table.encode;

import dev.lockstep.feature.FeatureColumn;
import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.feature.value.BadValueException;
import dev.lockstep.shard.Shard.RowFormat;
import dev.lockstep.spark.table.read.FeatureReader;
import dev.lockstep.spark.table.read.RowBlock;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;

/** Writes the packed features of Spark's internal rows. Confined to one thread. */
public final class RowEncoder {
  private final FeatureEncoder[] encoders;
  private final int[] offsets;
  private final List<String> names;

  public RowEncoder(FeatureSchema schema, List<FeatureReader> readers) {
    List<FeatureColumn> columns = schema.columns();
    this.offsets = schema.offsets();
    this.names = schema.columnNames();
    this.encoders = new FeatureEncoder[columns.size()];
    for (int i = 0; i < encoders.length; i++) {
      encoders[i] = FeatureEncoder.of(readers.get(i), columns.get(i));
    }
  }

  /** Packed rows of that schema. */
  public static RowFormat format(FeatureSchema schema, int targets) {
    return new RowFormat(schema.expansion(), targets);
  }

  /**
   * Overwrites x[i * stride .. i * stride + packed features) for each row i.
   *
   * @throws BadValueException if a value of some row cannot be encoded
   */
  public void encode(RowBlock rows, float[] x, int stride) {
    for (int i = 0; i < encoders.length; i++) {
      try {
        encoders[i].encode(rows, x, offsets[i], stride);
      } catch (BadValueException e) {
        throw inColumn(i, e);
      } catch (IllegalArgumentException | IllegalStateException e) {
        throw new BadValueException(String.valueOf(e.getMessage()));
      }
    }
  }

  private BadValueException inColumn(int i, BadValueException found) {
    return new BadValueException("the column '" + names.get(i) + "' holds " + found.getMessage());
  }

  /**
   * Overwrites x[offset .. offset + packed features).
   *
   * @throws BadValueException naming the column, if a value cannot be encoded
   */
  public void encode(InternalRow row, float[] x, int offset) {
    for (int i = 0; i < encoders.length; i++) {
      try {
        encoders[i].encode(row, x, offset + offsets[i]);
      } catch (BadValueException e) {
        throw inColumn(i, e);
      } catch (IllegalArgumentException | IllegalStateException e) {
        throw new BadValueException(String.valueOf(e.getMessage()));
      }
    }
  }
}
