package dev.lockstep.spark.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/**
 * The page of a run: what was trained on what, how it went and how good it is, or what is known of
 * that by now.
 */
public final class RunPage {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> SCRIPTS = List.of("run.js");

  /** How often the page of a run that goes on is written, and loads itself again. */
  public static final Duration INTERVAL = Duration.ofSeconds(10);

  private final Object report;
  private final Map<String, Object> history;
  private final Instant drawn = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  /**
   * Of a run as it is now.
   *
   * @param report what report.json holds, ready for JSON; not to change any more
   * @param history what metrics.jsonl holds; copied
   */
  public RunPage(Object report, RunHistory history) {
    this.report = report;
    this.history = history.values();
  }

  /** The file, in UTF-8. */
  public byte[] html() {
    ObjectNode known = JSON.valueToTree(report);
    ObjectNode data = JSON.createObjectNode();
    data.put("drawn", drawn.toString());
    data.set("report", bounded(known));
    data.setAll((ObjectNode) JSON.valueToTree(history));
    boolean running = known.path("status").asText().equals("running");
    return new Html(title(known), data, SCRIPTS, running ? (int) INTERVAL.toSeconds() : 0).bytes();
  }

  private static JsonNode bounded(ObjectNode report) {
    ObjectNode copy = report.deepCopy();
    for (JsonNode figures : copy.path("metrics")) {
      if (figures instanceof ObjectNode split) {
        ClassFigures.cut(split);
      }
    }
    return Bounded.of(copy);
  }

  /** The last name of the path of the run directory. */
  private static String title(JsonNode report) {
    String path = report.path("config").path("output").path("path").asText();
    String trimmed = path.replaceAll("/+$", "");
    String name = trimmed.substring(trimmed.lastIndexOf('/') + 1);
    return name.isEmpty() ? "run" : name;
  }
}
