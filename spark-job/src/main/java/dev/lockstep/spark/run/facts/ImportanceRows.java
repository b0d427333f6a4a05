package dev.lockstep.spark.run.facts;

/**
 * How many rows the importance of columns is measured on, where the configuration does not say.
 *
 * @param parameters of the network, each of which takes a product for a row
 * @param packed floats of a row
 * @param evaluations of each row
 * @param trained how many examples the training took, with repetition
 */
record ImportanceRows(long parameters, long packed, long evaluations, double trained) {
  /** Enough to tell columns apart. */
  static final int ENOUGH = 10_000;

  /** Fewer tell nothing. */
  private static final int LEAST = 100;

  /** Products that take a second or so of one core. */
  private static final double CHEAP = 4e9;

  /** Of what the training computed, where that is more; products of training are faster. */
  private static final double SHARE = 0.02;

  /** Products of training for each parameter and example. */
  private static final int TRAINING = 3;

  /** Floats of all rows together at most. */
  private static final long FLOATS = 1 << 24;

  /** At least one, and no more than there are. */
  int of(long rows) {
    double products = Math.max(CHEAP, SHARE * TRAINING * trained * parameters);
    double cheap = products / ((double) parameters * evaluations);
    double some = Math.max(LEAST, Math.min(ENOUGH, cheap));
    double held = Math.max(1, (double) FLOATS / packed);
    return (int) Math.min((double) rows, Math.min(some, held));
  }
}
