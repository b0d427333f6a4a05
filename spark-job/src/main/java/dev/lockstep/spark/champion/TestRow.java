package dev.lockstep.spark.champion;

import dev.lockstep.linalg.Randomness;
import dev.lockstep.shard.RowHash;
import java.io.Serializable;
import java.util.Arrays;

/** A row of the test split, as both contenders read it. No record: Kryo ships it. */
final class TestRow implements Serializable {
  private static final long serialVersionUID = 1;

  final float[] champion;
  final float[] challenger;

  /** The class, by the challenger's order, or the numbers to predict. */
  final double[] truth;

  final float weight;

  /** The value in each column of slices. */
  final String[] slices;

  TestRow(float[] champion, float[] challenger, double[] truth, float weight, String[] slices) {
    this.champion = champion;
    this.challenger = challenger;
    this.truth = truth;
    this.weight = weight;
    this.slices = slices;
  }

  /** Equal rows have equal hashes, wherever they come from. */
  long hash() {
    long hash = Randomness.mix(Float.floatToIntBits(weight));
    hash = Randomness.mix(hash ^ RowHash.of(champion, 0, champion.length));
    hash = Randomness.mix(hash ^ RowHash.of(challenger, 0, challenger.length));
    hash = Randomness.mix(hash ^ Arrays.hashCode(truth));
    return Randomness.mix(hash ^ Arrays.hashCode(slices));
  }
}
