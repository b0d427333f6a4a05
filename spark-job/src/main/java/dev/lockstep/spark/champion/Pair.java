package dev.lockstep.spark.champion;

import dev.lockstep.metric.Measure;

/** A figure of the champion, and that of the challenger on the same rows. */
public record Pair(double champion, double challenger) {
  /** By how much the challenger is better: above 0 if it is. */
  public double improvement(Measure measure) {
    return measure.gain(challenger, champion);
  }
}
