package dev.lockstep.spark.table.encode;

import dev.lockstep.feature.value.BadValueException;
import dev.lockstep.model.Target;
import dev.lockstep.shard.Standardizer;
import dev.lockstep.spark.table.read.TargetReader;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;

/** Writes the targets of rows. Confined to one thread. */
@FunctionalInterface
public interface TargetEncoder {
  /** Writes a row's targets from x[offset] on; throws BadValueException for a class not known. */
  void encode(InternalRow row, float[] x, int offset);

  /** The encoder of labels that are read that way for that target. */
  static TargetEncoder of(TargetReader reader, Target target) {
    return reader instanceof TargetReader.OfNumbers numbers
        ? ofNumbers(numbers, ((Target.Regression) target).standardizers())
        : ofClass((TargetReader.OfClass) reader, (Target.Classification) target);
  }

  private static TargetEncoder ofNumbers(
      TargetReader.OfNumbers reader, List<Standardizer> standardizers) {
    return (row, x, offset) -> {
      for (int i = 0; i < standardizers.size(); i++) {
        x[offset + i] = standardizers.get(i).apply(reader.present(row, i));
      }
    };
  }

  private static TargetEncoder ofClass(TargetReader.OfClass reader, Target.Classification classes) {
    return (row, x, offset) -> {
      Object value = reader.value(row);
      int place = classes.indexOf(value);
      if (place < 0) {
        throw new BadValueException("the class " + value + ", which training did not see");
      }
      x[offset] = place;
    };
  }
}
