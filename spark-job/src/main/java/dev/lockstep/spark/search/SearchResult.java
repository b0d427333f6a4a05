package dev.lockstep.spark.search;

import dev.lockstep.spark.report.text.Summary;
import dev.lockstep.spark.search.report.SearchSummary;
import dev.lockstep.spark.search.trial.TrialRow;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What comes of a search.
 *
 * @param winner the best of the trials that were trained to their end
 * @param rows what was decided on each trial after each rung, in order
 * @param report what search.json says, ready for JSON
 * @param finalModel what was told of the final model, if there is one
 */
public record SearchResult(
    TrialRow winner,
    List<TrialRow> rows,
    Map<String, Object> report,
    SearchSummary summary,
    Optional<Summary> finalModel) {
  public SearchResult {
    rows = List.copyOf(rows);
  }
}
