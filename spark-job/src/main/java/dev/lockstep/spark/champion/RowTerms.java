package dev.lockstep.spark.champion;

/** What one row adds to which of a figure's sums. Reused from row to row. */
final class RowTerms {
  private final int[] places;
  private final double[] values;
  private int count;

  RowTerms(int most) {
    this.places = new int[most];
    this.values = new double[most];
  }

  void clear() {
    count = 0;
  }

  void add(int place, double value) {
    places[count] = place;
    values[count] = value;
    count++;
  }

  /** Adds them, so many times, to sums from an offset on. */
  void addTo(double[] sums, int offset, double times) {
    for (int i = 0; i < count; i++) {
      sums[offset + places[i]] += times * values[i];
    }
  }
}
