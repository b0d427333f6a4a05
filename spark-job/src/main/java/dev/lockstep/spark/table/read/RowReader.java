package dev.lockstep.spark.table.read;

import dev.lockstep.feature.MissingValues;
import dev.lockstep.feature.value.BadValueException;
import dev.lockstep.feature.value.TextShape;
import dev.lockstep.spark.config.DataConfig.Malformed;
import dev.lockstep.spark.table.source.TableSource;
import dev.lockstep.spark.table.source.Tables.Table;
import dev.lockstep.spark.table.value.NumberType;
import dev.lockstep.train.Split;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is read of a table's rows: features, labels, weight, and to which split a row
 * belongs. Travels in closures.
 *
 * @param weight how to read the weight, or null if all weigh 1
 * @param malformed how to tell rows that are not what their format allows, or null if there are
 *     none
 */
public record RowReader(
    List<FeatureReader> features,
    TargetReader target,
    @Nullable WeightReader weight,
    SplitReader splits,
    @Nullable MalformedReader malformed,
    MissingValues missing)
    implements Serializable {
  /** Reads the weight column. */
  public record WeightReader(String name, int ordinal, NumberType type) implements Serializable {
    /** The weight; throws BadValueException if it is missing, negative or not finite. */
    float read(InternalRow row) {
      if (row.isNullAt(ordinal)) {
        throw new BadValueException("no value; weights must be given for every row");
      }
      double weight = type.read(row, ordinal);
      if (Double.isNaN(weight)) {
        throw new BadValueException("no value; weights must be given for every row");
      }
      if (!(weight >= 0 && weight <= Float.MAX_VALUE)) {
        throw new BadValueException(weight + "; weights must be finite and at least 0");
      }
      return (float) weight;
    }
  }

  /**
   * Reads the column that holds what cannot be read otherwise.
   *
   * @param why what is wrong with such a row
   * @param drop whether it is left out, rather than refused
   */
  public record MalformedReader(int ordinal, String why, boolean drop) implements Serializable {
    /** That of a table, or null where its format has no such rows. */
    public static @Nullable MalformedReader of(
        Table table, TableColumns columns, Malformed policy) {
      int ordinal = columns.find(TableSource.MALFORMED_COLUMN);
      return ordinal < 0
          ? null
          : new MalformedReader(ordinal, table.source().malformed(), policy == Malformed.DROP);
    }

    /** The text of such a row, or null for any other. */
    public @Nullable String text(InternalRow row) {
      return row.isNullAt(ordinal) ? null : row.getUTF8String(ordinal).toString();
    }

    /** What can be said of a row of that text. */
    public String found(String text) {
      boolean open = text.chars().filter(c -> c == '"').count() % 2 == 1;
      return "found '"
          + TextShape.shorten(text)
          + "', "
          + why
          + (open
              ? ", and ends within quotes (values with line breaks take data.options: {multiLine: true},"
                  + " or --option multiLine=true)"
              : "");
    }

    private boolean isWellFormed(InternalRow row) {
      return row.isNullAt(ordinal);
    }
  }

  /**
   * Tells rows' splits: the one to which all belong, or null for the one that a column at that
   * place numbers.
   */
  record SplitReader(@Nullable Split all, int ordinal) implements Serializable {
    private RowBlock only(RowBlock rows, Split split) {
      return all == split ? rows : rows.where(row -> of(row) == split.number());
    }

    private Split[] possible() {
      return all == null ? Split.values() : new Split[] {all};
    }

    private int of(InternalRow row) {
      return all == null ? row.getInt(ordinal) : all.number();
    }
  }

  /** The weight of a row. */
  public float weight(InternalRow row) {
    return weight == null ? 1f : weight.read(row);
  }

  /** The ordinal of the row's split. */
  public int split(InternalRow row) {
    return splits.of(row);
  }

  /** The splits that rows may belong to. */
  public Split[] possibleSplits() {
    return splits.possible();
  }

  /** The rows of that split. */
  public RowBlock only(RowBlock rows, Split split) {
    return splits.only(rows, split);
  }

  /** The rows that are what their format allows. */
  public RowBlock wellFormed(RowBlock rows) {
    return malformed == null ? rows : rows.where(malformed::isWellFormed);
  }

  /** The rows that are not left out because something is missing, of those that are well-formed. */
  public RowBlock kept(RowBlock rows) {
    return missing == MissingValues.DROP ? rows.where(row -> !drops(row)) : rows;
  }

  private boolean lacksFeature(InternalRow row) {
    for (FeatureReader feature : features) {
      if (feature.isMissing(row)) {
        return true;
      }
    }
    return false;
  }

  private boolean drops(InternalRow row) {
    return target.isMissing(row) || lacksFeature(row);
  }
}
