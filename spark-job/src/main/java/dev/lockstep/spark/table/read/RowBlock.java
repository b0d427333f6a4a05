package dev.lockstep.spark.table.read;

import dev.lockstep.spark.table.value.NumberType;
import java.util.Arrays;
import java.util.function.Predicate;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * Some rows of a partition, all of one file, in their order: read row by row, or the numbers of a
 * column at once. Valid until the next block is read; confined to one thread.
 */
public abstract sealed class RowBlock {
  /** Number of rows. */
  public abstract int size();

  /** Row i; valid until the next call. */
  public abstract InternalRow row(int i);

  /** The place of row i in the block as it was read, before any row was left out. */
  public abstract int place(int i);

  /** Whether the column may lack a value. */
  abstract boolean mayLack(int ordinal);

  /**
   * Element i is the number of row i; there may be more elements. The column must not lack a value.
   * The caller may overwrite them; they are valid until the next call.
   */
  abstract double[] numbers(int ordinal, NumberType type);

  /** The rows that are wanted. */
  abstract RowBlock where(Predicate<InternalRow> wanted);

  /** One row of any source, or none. */
  static final class OfRow extends RowBlock {
    private final InternalRow row;
    private final int size;

    OfRow(InternalRow row) {
      this(row, 1);
    }

    private OfRow(InternalRow row, int size) {
      this.row = row;
      this.size = size;
    }

    @Override
    public int size() {
      return size;
    }

    @Override
    public InternalRow row(int i) {
      return row;
    }

    @Override
    public int place(int i) {
      return i;
    }

    @Override
    boolean mayLack(int ordinal) {
      return row.isNullAt(ordinal);
    }

    @Override
    double[] numbers(int ordinal, NumberType type) {
      return new double[] {type.read(row, ordinal)};
    }

    @Override
    RowBlock where(Predicate<InternalRow> wanted) {
      return size == 0 || wanted.test(row) ? this : new OfRow(row, 0);
    }
  }

  /** Rows of a batch that holds column after column. */
  static final class OfBatch extends RowBlock {
    private final ColumnarBatch batch;
    private final int first;
    private final int[] places;
    private final double[] numbers;

    /** The places, ascending, of rows after the first; numbers is room for as many. */
    OfBatch(ColumnarBatch batch, int first, int[] places, double[] numbers) {
      this.batch = batch;
      this.first = first;
      this.places = places;
      this.numbers = numbers;
    }

    @Override
    public int size() {
      return places.length;
    }

    @Override
    public InternalRow row(int i) {
      return batch.getRow(first + places[i]);
    }

    @Override
    public int place(int i) {
      return places[i];
    }

    @Override
    boolean mayLack(int ordinal) {
      return batch.column(ordinal).hasNull();
    }

    @Override
    double[] numbers(int ordinal, NumberType type) {
      type.readAll(batch.column(ordinal), first, places, numbers);
      return numbers;
    }

    @Override
    RowBlock where(Predicate<InternalRow> wanted) {
      int[] kept =
          Arrays.stream(places).filter(i -> wanted.test(batch.getRow(first + i))).toArray();
      return kept.length == places.length ? this : new OfBatch(batch, first, kept, numbers);
    }
  }
}
