package dev.lockstep.spark.exchange.message;

import dev.lockstep.metric.Classes;
import dev.lockstep.train.Split;

/** One question of the driver to all workers. */
public final class Round {
  /** What can be asked for. */
  public enum Kind {
    /** The gradient sums of a step, of nodes. */
    GRADIENT(0),
    /** What the layers put out for a step, of each shard. */
    LAYERS(1),
    /** The metric states of a split, of each shard. */
    EVALUATION(2);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    /** The kind of that number; throws IllegalArgumentException if there is none. */
    static Kind numbered(int number) {
      for (Kind kind : values()) {
        if (kind.number == number) {
          return kind;
        }
      }
      throw new IllegalArgumentException("no kind of question has the number " + number);
    }

    /** From 0, in this order. */
    public int number() {
      return number;
    }
  }

  private final long number;
  private final Kind kind;
  private final long subject;
  private final double threshold;
  private final float[] parameters;
  private final long generation;

  private Round(long number, Kind kind, long subject, float[] parameters) {
    this(number, kind, subject, Classes.EVEN, parameters);
  }

  /**
   * A question.
   *
   * @param subject a step, or the number of a split
   */
  Round(long number, Kind kind, long subject, double threshold, float[] parameters) {
    this(number, kind, subject, threshold, parameters, 0);
  }

  private Round(
      long number, Kind kind, long subject, double threshold, float[] parameters, long generation) {
    this.generation = generation;
    this.number = number;
    this.kind = kind;
    this.subject = subject;
    this.threshold = threshold;
    this.parameters = parameters;
  }

  /** A split, and what the probability of class 1 of two must exceed there. */
  public record Evaluated(Split split, double threshold) {}

  /** Asks for the gradient sums of a step. */
  public static Round gradient(long number, long step, float[] parameters) {
    return new Round(number, Kind.GRADIENT, step, parameters);
  }

  /** Asks for what the layers put out for a step. */
  public static Round layers(long number, long step, float[] parameters) {
    return new Round(number, Kind.LAYERS, step, parameters);
  }

  /** Asks for the metric states of a split. */
  public static Round evaluation(long number, Evaluated evaluated, float[] parameters) {
    return new Round(
        number, Kind.EVALUATION, evaluated.split().number(), evaluated.threshold(), parameters);
  }

  /** The same question, to be answered through the relays of that plan. */
  public Round in(long plan) {
    return new Round(number, kind, subject, threshold, parameters, plan);
  }

  /** Of the plan through whose relays it travels; 0 where the driver is asked and answered. */
  public long generation() {
    return generation;
  }

  /** Counts the rounds of a session, from 1. */
  public long number() {
    return number;
  }

  /** What is asked for. */
  public Kind kind() {
    return kind;
  }

  /** What it is asked for of. */
  long subject() {
    return subject;
  }

  /** The step whose gradient or layers are asked for. */
  public long step() {
    return subject;
  }

  /** The split to evaluate. */
  public Split split() {
    return Split.numbered((int) subject);
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
