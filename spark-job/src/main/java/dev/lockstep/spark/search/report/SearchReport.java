package dev.lockstep.spark.search.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.lockstep.metric.Measure;
import dev.lockstep.spark.search.config.SearchConfig;
import dev.lockstep.spark.search.report.Found.ModeChoice;
import dev.lockstep.spark.search.space.Region;
import dev.lockstep.spark.search.trial.TrialResult;
import dev.lockstep.spark.search.trial.TrialRow;
import dev.lockstep.spark.search.trial.TrialRow.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes search.json: what was searched, how, and what came of it, for machines. */
public final class SearchReport {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Map<String, Object> report = new LinkedHashMap<>();

  private SearchReport(Map<String, Object> values) {
    report.putAll(values);
  }

  /**
   * What is known of a search before it begins.
   *
   * @param environment versions, seed and so on, by name
   */
  public SearchReport(
      Map<String, Object> environment, SearchConfig config, Measure objective, ModeChoice mode) {
    this(environment);
    report.put("objective", objective.toString());
    report.put("higher_is_better", objective.higherIsBetter());
    report.put("sampler", config.sampler().toString());
    report.put("space", config.space().describe(config.space().all()));
    report.put("budget", budget(config));
    config
        .halving()
        .ifPresent(
            rule ->
                report.put(
                    "halving",
                    Map.of("factor", rule.factor(), "first_epochs", rule.firstEpochs())));
    report.put("mode", mode.name());
    report.put("mode_because", mode.why());
  }

  /** The same, to be told more. */
  public SearchReport copy() {
    return new SearchReport(report);
  }

  /** How the search goes, or ended. */
  public SearchReport status(String status) {
    return fact("status", status);
  }

  /**
   * What was tried.
   *
   * @param regions that rounds drew in
   * @param rows of all rounds, in order
   * @param seconds wall time of all rounds of this process
   */
  public SearchReport tried(
      SearchConfig config, List<Region> regions, List<TrialRow> rows, double seconds) {
    report.put("seconds", seconds);
    report.put("trials", counts(rows));
    report.put("rounds", rounds(config, regions));
    return this;
  }

  /** What came of the configuration that all trials share, as it stands. */
  public SearchReport base(TrialResult base) {
    return fact("base", Standing.values(base));
  }

  /** The winner, and how good it is. */
  public SearchReport winner(TrialRow winner, Standing standing) {
    report.put("winner", winner.values());
    standing.base().ifPresent(this::base);
    standing.margin().ifPresent(it -> report.put("margin", it.values()));
    standing.optimism().ifPresent(it -> report.put("optimism", it.values()));
    return this;
  }

  /** Something else that was found, ready for JSON. */
  public SearchReport fact(String name, Object value) {
    report.put(name, value);
    return this;
  }

  private static Map<String, Object> budget(SearchConfig config) {
    Map<String, Object> budget = new LinkedHashMap<>();
    budget.put("trials", config.budget().trials());
    budget.put("rounds", config.budget().rounds());
    config.budget().time().ifPresent(time -> budget.put("minutes", time.toMillis() / 60_000.0));
    return budget;
  }

  /** How many trials ended how. */
  private static Map<String, Object> counts(List<TrialRow> rows) {
    Map<String, Object> counts = new LinkedHashMap<>();
    for (Status status : Status.values()) {
      if (status != Status.PROMOTED && status != Status.MEASURED) {
        counts.put(status.toString(), rows.stream().filter(row -> row.status() == status).count());
      }
    }
    return counts;
  }

  private static List<Map<String, Object>> rounds(SearchConfig config, List<Region> regions) {
    List<Map<String, Object>> rounds = new ArrayList<>();
    for (int i = 0; i < regions.size(); i++) {
      Map<String, Object> round = new LinkedHashMap<>();
      round.put("round", i + 1);
      round.put("first_trial", config.budget().firstOf(i));
      round.put("trials", config.budget().trialsOf(i));
      round.put("space", config.space().describe(regions.get(i)));
      rounds.add(round);
    }
    return rounds;
  }

  /** All of it, ready for JSON. */
  public Map<String, Object> values() {
    return report;
  }

  /** All of it as JSON. */
  public byte[] json() throws IOException {
    return JSON.writeValueAsBytes(report);
  }
}
