package dev.lockstep.spark.table.source;

import dev.lockstep.feature.value.ColumnKind;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Where the rows of a table come from, and what their format leaves open. */
public interface TableSource {
  /**
   * Holds the text of a row that its format cannot be read as, and null in all others; only where
   * the format can have such rows.
   */
  String MALFORMED_COLUMN = "__lockstep_malformed";

  /** The rows. */
  Dataset<Row> rows();

  /**
   * The columns that are texts because the format knows no types: what they hold is to be found.
   */
  default List<String> untyped() {
    return List.of();
  }

  /** What is wrong with a malformed row. */
  default String malformed() {
    return "which is not what the format allows";
  }

  /**
   * The same table read for a use: where the format has no fixed types, its columns get such as
   * those kinds can be read from.
   */
  default TableSource readAs(Map<String, Expected> columns) {
    return this;
  }

  /**
   * What a column is known to hold.
   *
   * @param width number of elements of a vector, 0 where that is not known
   */
  record Expected(ColumnKind kind, int width) {}

  /** Rows that somebody has already. */
  record Given(Dataset<Row> rows) implements TableSource {}
}
