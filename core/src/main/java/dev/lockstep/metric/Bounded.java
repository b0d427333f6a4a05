package dev.lockstep.metric;

/** A figure, and how far it can be from the true one; 0 for an exact one. */
record Bounded(double value, double error) {
  /** The middle between two numbers between which the true one lies. */
  static Bounded between(double least, double most) {
    return new Bounded((least + most) / 2, Math.max(0, (most - least) / 2));
  }

  Figure.Single as(Measure measure) {
    return new Figure.Single(measure, value, error);
  }
}
