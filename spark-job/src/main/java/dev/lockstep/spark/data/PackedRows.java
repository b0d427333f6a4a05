package dev.lockstep.spark.data;

import dev.lockstep.spark.data.InputOrder.Place;
import java.io.Serializable;
import java.util.Comparator;

/**
 * Packed rows on their way to a shard, and where they come from: a block of the input, and their
 * place among its packages for the shard.
 */
final class PackedRows implements Serializable {
  private static final long serialVersionUID = 1;

  static final Comparator<PackedRows> INPUT_ORDER =
      Comparator.comparing(PackedRows::place).thenComparingInt(PackedRows::sequence);

  private final Place place;
  private final int sequence;
  private final float[] rows;

  PackedRows(Place place, int sequence, float[] rows) {
    this.place = place;
    this.sequence = sequence;
    this.rows = rows;
  }

  Place place() {
    return place;
  }

  int sequence() {
    return sequence;
  }

  /** [n, width], row-major. */
  float[] rows() {
    return rows;
  }
}
