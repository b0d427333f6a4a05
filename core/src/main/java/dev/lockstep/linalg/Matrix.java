package dev.lockstep.linalg;

import java.util.Locale;

/**
 * A row-major view [rows, columns] on a float array.
 *
 * <p>The number of rows may change up to the capacity given at construction, so that one buffer
 * serves mini-batches of different sizes without being allocated again.
 */
public final class Matrix {
  private final float[] data;
  private final int offset;
  private final int columns;
  private final int capacity;
  private int rows;

  private Matrix(float[] data, int offset, int rows, int columns) {
    this.data = data;
    this.offset = offset;
    this.columns = columns;
    this.capacity = rows;
    this.rows = rows;
  }

  /** A zero matrix [rows, columns]. */
  public static Matrix zeros(int rows, int columns) {
    return of(new float[Math.multiplyExact(rows, columns)], rows, columns);
  }

  /** A view on the first rows * columns elements of data. */
  public static Matrix of(float[] data, int rows, int columns) {
    return view(data, 0, rows, columns);
  }

  /**
   * A view on data[offset .. offset + rows * columns).
   *
   * @throws IllegalArgumentException if the view exceeds the array
   */
  public static Matrix view(float[] data, int offset, int rows, int columns) {
    long end = offset + (long) rows * columns;
    if (rows < 0 || columns < 0 || offset < 0 || end > data.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a view [%d, %d] from element %d needs %d elements; the array has %d",
              rows,
              columns,
              offset,
              end,
              data.length));
    }
    return new Matrix(data, offset, rows, columns);
  }

  /**
   * A view on that many rows from a row on.
   *
   * @throws IllegalArgumentException if the rows exceed the array
   */
  public Matrix slice(int fromRow, int count) {
    return view(data, row(fromRow), count, columns);
  }

  /** The backing array, shared. */
  public float[] data() {
    return data;
  }

  /** Index of element (0, 0) in {@link #data()}. */
  public int offset() {
    return offset;
  }

  public int rows() {
    return rows;
  }

  public int columns() {
    return columns;
  }

  /** Number of elements, rows * columns. */
  public int size() {
    return rows * columns;
  }

  /** The largest number of rows this view can take. */
  public int capacity() {
    return capacity;
  }

  /** Index of element (row, 0) in {@link #data()}. */
  public int row(int row) {
    return offset + row * columns;
  }

  public float get(int row, int column) {
    return data[row(row) + column];
  }

  public void set(int row, int column, float value) {
    data[row(row) + column] = value;
  }

  /**
   * Sets the number of rows; contents stay.
   *
   * @throws IllegalArgumentException if rows exceeds the capacity
   */
  public Matrix resize(int newRows) {
    if (newRows < 0 || newRows > capacity) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "a matrix with room for %d rows cannot hold %d", capacity, newRows));
    }
    rows = newRows;
    return this;
  }

  @Override
  public String toString() {
    return "Matrix[" + rows + ", " + columns + "]";
  }
}
