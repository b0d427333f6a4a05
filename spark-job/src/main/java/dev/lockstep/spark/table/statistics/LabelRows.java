package dev.lockstep.spark.table.statistics;

import dev.lockstep.shard.WeightSum;
import java.io.Serializable;

/** The rows with one label: their number and their weight. Mergeable. */
final class LabelRows implements Serializable {
  private static final long serialVersionUID = 1;

  private final WeightSum weight = new WeightSum();
  private long rows;

  void add(double more) {
    weight.add(more);
    rows++;
  }

  LabelRows merge(LabelRows other) {
    weight.merge(other.weight);
    rows += other.rows;
    return this;
  }

  double weight() {
    return weight.value();
  }

  long rows() {
    return rows;
  }
}
