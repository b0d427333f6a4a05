package dev.lockstep.spark.search.trial;

import dev.lockstep.metric.Measure;
import dev.lockstep.spark.search.trial.TrialResult.Ending;
import dev.lockstep.spark.search.trial.TrialRow.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides by a figure of the dev split which trials are better: by all results of a rung, and the
 * numbers of the trials, whoever was done first.
 */
public record Judge(Measure objective) {
  /** Results with a figure, the best first; of equals the lower number. */
  public List<TrialResult> ranked(List<TrialResult> results) {
    return results.stream().filter(TrialResult::isMeasured).sorted(order()).toList();
  }

  /** The best first, of results with a figure. */
  public Comparator<TrialResult> order() {
    return (a, b) -> {
      double gain = objective.gain(figure(a), figure(b));
      return gain == 0 ? Integer.compare(a.trial(), b.trial()) : Double.compare(0, gain);
    };
  }

  private static double figure(TrialResult result) {
    Double figure = result.objective();
    return figure == null ? Double.NaN : figure;
  }

  /** Whether a result with a figure is better than another. */
  public boolean isBetter(TrialResult result, TrialResult than) {
    return order().compare(result, than) < 0;
  }

  /**
   * What becomes of the trials of a rung, by their numbers.
   *
   * @param promoted how many go on; 0 for the last rung
   */
  public List<TrialRow> decide(
      Map<Integer, Trial> trials, List<TrialResult> results, int promoted) {
    Set<Integer> best = new HashSet<>();
    ranked(results).stream().limit(promoted).forEach(result -> best.add(result.trial()));
    List<TrialRow> rows = new ArrayList<>();
    for (TrialResult result : results) {
      Trial trial = trials.get(result.trial());
      if (trial == null) {
        throw new IllegalArgumentException("there is no trial " + result.trial());
      }
      rows.add(new TrialRow(trial, result, status(result, best, promoted)));
    }
    rows.sort(Comparator.comparing(row -> row.trial().number()));
    return rows;
  }

  private static Status status(TrialResult result, Set<Integer> best, int promoted) {
    if (!result.isMeasured()) {
      return result.ending() == Ending.DIVERGED ? Status.DIVERGED : Status.FAILED;
    }
    if (promoted == 0) {
      return Status.FINISHED;
    }
    return best.contains(result.trial()) ? Status.PROMOTED : Status.STOPPED;
  }

  /**
   * The best rows of a round, each trial by its last: those that came farther count more, whatever
   * their figures.
   *
   * @param most how many
   */
  public List<TrialRow> best(List<TrialRow> rows, int most) {
    return rows.stream()
        .filter(row -> row.result().isMeasured() && row.status() != Status.PROMOTED)
        .sorted(
            Comparator.comparing((TrialRow row) -> -row.result().rung())
                .thenComparing(TrialRow::result, order()))
        .limit(most)
        .toList();
  }
}
