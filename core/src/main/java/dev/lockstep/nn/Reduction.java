package dev.lockstep.nn;

/**
 * Adds up what the parts of a mini-batch have measured, wherever they are. Whoever has a part takes
 * part in each sum, in the same order, and waits for all others.
 */
@FunctionalInterface
public interface Reduction {
  /**
   * The sum over all parts of the mini-batch, with the same bits for all who take part.
   *
   * @param parts [parts at hand][n], in the order of their shards; may be overwritten
   * @return [n], not to be modified, valid until the next call
   */
  double[] sum(double[][] parts);
}
