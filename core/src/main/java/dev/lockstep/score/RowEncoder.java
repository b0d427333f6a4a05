package dev.lockstep.score;

import dev.lockstep.feature.FeatureColumn;
import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.feature.MissingValues;
import dev.lockstep.feature.value.BadValueException;
import dev.lockstep.feature.value.MissingTexts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the packed features of rows of plain Java values. Immutable. */
final class RowEncoder {
  private final ValueEncoder[] encoders;
  private final int[] offsets;
  private final List<String> names;
  private final boolean drops;

  /** A row's values by the place of a column in the schema. */
  @FunctionalInterface
  interface Values {
    @Nullable Object get(int column);
  }

  RowEncoder(FeatureSchema schema) {
    List<FeatureColumn> columns = schema.columns();
    MissingTexts missing = new MissingTexts(schema.missingTexts());
    offsets = schema.offsets();
    names = schema.columnNames();
    drops = schema.missing() == MissingValues.DROP;
    encoders = new ValueEncoder[columns.size()];
    for (int i = 0; i < encoders.length; i++) {
      encoders[i] = ValueEncoder.of(columns.get(i), missing);
    }
  }

  /** The names of the columns, in order. */
  List<String> names() {
    return names;
  }

  /**
   * Overwrites packed: [packed features]; false for a row that is to be left out, as it lacks a
   * value.
   *
   * @throws BadRowException naming the column, if a value cannot be encoded
   */
  boolean encode(Values row, float[] packed) {
    if (drops && lacksValue(row)) {
      return false;
    }
    for (int i = 0; i < encoders.length; i++) {
      try {
        encoders[i].encode(row.get(i), packed, offsets[i]);
      } catch (BadValueException e) {
        throw inColumn(i, e);
      } catch (BadRowException e) {
        throw e;
      } catch (IllegalArgumentException | IllegalStateException e) {
        throw new BadRowException(String.valueOf(e.getMessage()));
      }
    }
    return true;
  }

  private boolean lacksValue(Values row) {
    for (int i = 0; i < encoders.length; i++) {
      try {
        if (encoders[i].isMissing(row.get(i))) {
          return true;
        }
      } catch (BadValueException e) {
        throw inColumn(i, e);
      }
    }
    return false;
  }

  private BadRowException inColumn(int i, BadValueException found) {
    return new BadRowException("the column '" + names.get(i) + "' holds " + found.getMessage());
  }
}
