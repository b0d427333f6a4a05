package dev.lockstep.spark.data;

import java.io.Serializable;

/**
 * Packed rows on their way to a shard, and where they come from: the input partition, and their
 * place among its packages for the shard.
 */
final class PackedRows implements Serializable {
  private static final long serialVersionUID = 1;

  private final int partition;
  private final int sequence;
  private final float[] rows;

  PackedRows(int partition, int sequence, float[] rows) {
    this.partition = partition;
    this.sequence = sequence;
    this.rows = rows;
  }

  int partition() {
    return partition;
  }

  int sequence() {
    return sequence;
  }

  /** [n, width], row-major. */
  float[] rows() {
    return rows;
  }
}
