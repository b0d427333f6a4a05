package dev.lockstep.spark.exchange.message;

import dev.lockstep.metric.Classes;
import dev.lockstep.train.Split;
import org.jspecify.annotations.Nullable;

/**
 * One question of the driver to all workers: the gradient sums of a step, or the metric states of a
 * split.
 */
public final class Round {
  private final long number;
  private final long step;
  private final @Nullable Split split;
  private final double threshold;
  private final float[] parameters;

  private Round(long number, long step, @Nullable Evaluated evaluated, float[] parameters) {
    this.number = number;
    this.step = step;
    this.split = evaluated == null ? null : evaluated.split();
    this.threshold = evaluated == null ? Classes.EVEN : evaluated.threshold();
    this.parameters = parameters;
  }

  /** A split, and what the probability of class 1 of two must exceed there. */
  public record Evaluated(Split split, double threshold) {}

  /** Asks for the gradient sums of a step. */
  public static Round gradient(long number, long step, float[] parameters) {
    return new Round(number, step, null, parameters);
  }

  /** Asks for the metric states of a split. */
  public static Round evaluation(long number, Evaluated evaluated, float[] parameters) {
    return new Round(number, 0, evaluated, parameters);
  }

  /** Counts the rounds of a session, from 1. */
  public long number() {
    return number;
  }

  /** The step whose gradient is asked for. */
  public long step() {
    return step;
  }

  /** The split to evaluate, or null where a gradient is asked for. */
  public @Nullable Split split() {
    return split;
  }

  /** What the probability of class 1 of two must exceed in an evaluation. */
  public double threshold() {
    return threshold;
  }

  /** [n], not to be modified. */
  public float[] parameters() {
    return parameters;
  }
}
