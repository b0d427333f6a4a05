package dev.lockstep.check;

/** Euclidean norms of a, of b and of a - b. */
record Norms(double a, double b, double difference) {
  /** Of the elements of a at those indices, and of b. indices, b: of the same length. */
  static Norms of(double[] a, int[] indices, double[] b) {
    double squaresOfA = 0;
    double squaresOfB = 0;
    double squares = 0;
    for (int i = 0; i < indices.length; i++) {
      double value = a[indices[i]];
      squaresOfA += value * value;
      squaresOfB += b[i] * b[i];
      squares += (value - b[i]) * (value - b[i]);
    }
    return new Norms(Math.sqrt(squaresOfA), Math.sqrt(squaresOfB), Math.sqrt(squares));
  }
}
