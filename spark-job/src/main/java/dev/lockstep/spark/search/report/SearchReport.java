package dev.lockstep.spark.search.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.lockstep.spark.search.config.SearchConfig;
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

  /**
   * Of a search.
   *
   * @param environment versions, seed and so on, by name
   */
  public SearchReport(Map<String, Object> environment, SearchConfig config, Found found) {
    report.putAll(environment);
    report.put("objective", found.objective().toString());
    report.put("higher_is_better", found.objective().higherIsBetter());
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
    report.put("mode", found.mode().name());
    report.put("mode_because", found.mode().why());
    report.put("seconds", found.seconds());
    report.put("trials", counts(found.rows()));
    report.put("rounds", rounds(config, found));
    report.put("winner", found.winner().values());
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
      if (status != Status.PROMOTED) {
        counts.put(status.toString(), rows.stream().filter(row -> row.status() == status).count());
      }
    }
    return counts;
  }

  private static List<Map<String, Object>> rounds(SearchConfig config, Found found) {
    List<Map<String, Object>> rounds = new ArrayList<>();
    for (int i = 0; i < found.regions().size(); i++) {
      Map<String, Object> round = new LinkedHashMap<>();
      round.put("round", i);
      round.put("first_trial", config.budget().firstOf(i));
      round.put("trials", config.budget().trialsOf(i));
      round.put("space", config.space().describe(found.regions().get(i)));
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
