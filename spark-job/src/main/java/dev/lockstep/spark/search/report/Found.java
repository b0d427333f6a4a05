package dev.lockstep.spark.search.report;

import dev.lockstep.metric.Measure;
import dev.lockstep.spark.search.space.Region;
import dev.lockstep.spark.search.trial.TrialRow;
import java.util.List;

/**
 * What a search has come to.
 *
 * @param regions that its rounds drew in
 * @param rows of all rounds, in order
 * @param winner the best of the trials that were trained to their end
 * @param mode how trials shared the cluster, and why
 * @param seconds wall time of all rounds of this process
 */
public record Found(
    Measure objective,
    List<Region> regions,
    List<TrialRow> rows,
    TrialRow winner,
    ModeChoice mode,
    double seconds) {
  /**
   * How trials shared the cluster.
   *
   * @param name panda or caviar
   * @param why the arithmetic that decided it
   */
  public record ModeChoice(String name, String why) {}

  public Found {
    regions = List.copyOf(regions);
    rows = List.copyOf(rows);
  }
}
