package dev.lockstep.spark.search.report;

import dev.lockstep.metric.Measure;
import dev.lockstep.spark.search.trial.TrialRow;
import java.util.List;

/**
 * What a search has come to.
 *
 * @param rows of all rounds, in order
 * @param finished those of trials that were trained to their end, the best first
 * @param mode how trials shared the cluster, and why
 */
public record Found(
    Measure objective, List<TrialRow> rows, List<TrialRow> finished, ModeChoice mode) {
  /**
   * How trials shared the cluster.
   *
   * @param name panda or caviar
   * @param why the arithmetic that decided it
   */
  public record ModeChoice(String name, String why) {
    @Override
    public String toString() {
      return name + ": " + why;
    }
  }

  public Found {
    rows = List.copyOf(rows);
    finished = List.copyOf(finished);
  }

  /** The best of the trials that were trained to their end. */
  public TrialRow winner() {
    return finished.get(0);
  }
}
