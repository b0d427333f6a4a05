package dev.lockstep.spark.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** The page of several runs side by side: what differs, and how each went. */
public final class ComparisonPage {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> SCRIPTS = List.of("compare.js");

  /** What is drawn of a report; all else that matters is in the comparison. */
  private static final List<String> DRAWN =
      List.of("status", "steps", "epochs", "early_stopping", "metrics", "curves", "threshold");

  private final JsonNode comparison;
  private final List<Run> runs;

  /**
   * A run.
   *
   * @param report what report.json holds, ready for JSON
   * @param history what metrics.jsonl holds
   */
  public record Run(Object report, RunHistory history) {
    private ObjectNode data() {
      JsonNode whole = JSON.valueToTree(report);
      ObjectNode drawn = JSON.createObjectNode();
      DRAWN.stream()
          .filter(whole::has)
          .forEach(name -> drawn.set(name, Bounded.of(whole.get(name))));
      for (JsonNode figures : drawn.path("metrics")) {
        if (figures instanceof ObjectNode split) {
          split.remove(List.of("by_class", "confusion"));
        }
      }
      Map<String, Object> lines = history.values();
      lines.remove("layers");
      ObjectNode data = JSON.valueToTree(lines);
      data.set("report", drawn);
      return data;
    }
  }

  /**
   * Of runs.
   *
   * @param comparison of them, ready for JSON
   * @param runs in the same order
   */
  public ComparisonPage(Object comparison, List<Run> runs) {
    this.comparison = JSON.valueToTree(comparison);
    this.runs = List.copyOf(runs);
  }

  /** The file, in UTF-8. */
  public byte[] html() {
    ObjectNode data = JSON.createObjectNode();
    data.put("drawn", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    data.set("comparison", Bounded.of(comparison));
    data.set("runs", JSON.valueToTree(runs.stream().map(Run::data).toList()));
    return new Html(runs.size() + " runs", data, SCRIPTS, 0).bytes();
  }
}
