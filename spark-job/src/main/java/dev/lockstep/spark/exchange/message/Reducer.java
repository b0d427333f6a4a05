package dev.lockstep.spark.exchange.message;

/** Adds what a worker has measured to what all others have, wherever they are. */
@FunctionalInterface
public interface Reducer {
  /**
   * Waits for all others.
   *
   * @return [n] the sum over all shards, not to be modified
   * @throws ReleasedException if the driver has let the worker go meanwhile
   */
  double[] total(PartSums sums);
}
