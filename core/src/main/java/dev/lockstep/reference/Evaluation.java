package dev.lockstep.reference;

import java.util.Arrays;
import java.util.BitSet;

/** An {@link Objective} at some parameters. */
public final class Evaluation {
  private final double[] losses;
  private final double[] penalties;
  private final BitSet sides;
  private final double scale;

  /** Of what examples and parameters add, and the sides of corners that activations are on. */
  Evaluation(double[] losses, double[] penalties, BitSet sides, double scale) {
    this.losses = losses;
    this.penalties = penalties;
    this.sides = sides;
    this.scale = scale;
  }

  /** J. */
  public double value() {
    return Arrays.stream(losses).sum() + penalty();
  }

  /** What of J is the penalty. */
  public double penalty() {
    return Arrays.stream(penalties).sum();
  }

  /** w_i L_i / m of each example. */
  public double[] losses() {
    return losses.clone();
  }

  /** The largest root mean square of what layers take in and give out. */
  public double scale() {
    return scale;
  }

  /**
   * J here less J there, addend by addend: what both have in common goes before it is rounded with
   * the rest.
   */
  public double minus(Evaluation other) {
    return difference(losses, other.losses) + difference(penalties, other.penalties);
  }

  private static double difference(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] - b[i];
    }
    return sum;
  }

  /** Whether an activation has its corner between its input here and there. */
  public boolean hasCornerBetween(Evaluation other) {
    return !sides.equals(other.sides);
  }
}
