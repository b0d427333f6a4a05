package dev.lockstep.spark.table.statistics;

import dev.lockstep.feature.FeatureColumn;
import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.feature.MissingValues;
import dev.lockstep.shard.Scaling;
import java.util.List;

/** What has to be known of the columns of a table to tell how a model's scales would be anew. */
final class ModelEncodings {
  private ModelEncodings() {}

  /** One for each column. */
  static List<Encoding> of(FeatureSchema features) {
    List<FeatureColumn> columns = features.columns();
    long together =
        columns.stream()
            .filter(FeatureColumn.Numeric.class::isInstance)
            .filter(column -> kind(column) == Scaling.Kind.ROBUST)
            .count();
    return columns.stream()
        .map(
            column ->
                new Encoding(
                    column.name(),
                    kind(column),
                    MissingValues.ERROR,
                    null,
                    (int) Math.max(1, together)))
        .toList();
  }

  /** A scale of mean 0 and deviation 1 may be one of others, and none of a column. */
  private static Scaling.Kind kind(FeatureColumn column) {
    return scalings(column).stream()
        .map(Scaling::kind)
        .filter(kind -> kind != Scaling.Kind.NONE)
        .findFirst()
        .orElse(Scaling.Kind.NONE);
  }

  /** Of its numbers; none of categories. */
  static List<Scaling> scalings(FeatureColumn column) {
    if (column instanceof FeatureColumn.Numeric number) {
      return List.of(number.scaling());
    } else if (column instanceof FeatureColumn.Vector vector) {
      return vector.scalings();
    }
    return column instanceof FeatureColumn.Calendar calendar
        ? calendar.parts().scalings()
        : List.of();
  }
}
