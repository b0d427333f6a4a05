package dev.lockstep.spark.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * The page of a search for hyperparameters: what was tried, what was best, and what it depends on,
 * or what is known of that by now.
 */
public final class SearchPage {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> SCRIPTS =
      List.of("space.js", "parallel.js", "trials.js", "search.js");

  /** Lines of trials, in a page. */
  private static final int MOST_ROWS = 4000;

  /** What a page tells of a trial after a rung, beside its parameters and its dev loss. */
  private static final List<String> SHOWN =
      List.of(
          "trial",
          "round",
          "rung",
          "epochs",
          "objective",
          "train_loss",
          "seconds",
          "status",
          "cause",
          "sha256");

  private final String title;
  private final JsonNode report;
  private final byte[] trials;

  /**
   * Of a search.
   *
   * @param title its name
   * @param report what search.json holds, ready for JSON
   * @param trials what trials.jsonl holds
   */
  public SearchPage(String title, Object report, byte[] trials) {
    this.title = title;
    this.report = JSON.valueToTree(report);
    this.trials = trials;
  }

  /**
   * The file, in UTF-8.
   *
   * @throws IOException if the trials are no JSON
   */
  public byte[] html() throws IOException {
    ObjectNode data = JSON.createObjectNode();
    data.put("drawn", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    data.set("report", Bounded.of(report));
    data.set("rows", rows());
    boolean running = report.path("status").asText().equals("running");
    int refresh = running ? (int) RunPage.INTERVAL.toSeconds() : 0;
    return new Html(title, data, SCRIPTS, refresh).bytes();
  }

  private ArrayNode rows() throws IOException {
    ArrayNode rows = JSON.createArrayNode();
    for (String line : new String(trials, StandardCharsets.UTF_8).lines().toList()) {
      if (rows.size() < MOST_ROWS) {
        rows.add(row(JSON.readTree(line)));
      }
    }
    return rows;
  }

  /** The parameters of a trial are those of its first rung. */
  private static ObjectNode row(JsonNode line) {
    ObjectNode row = JSON.createObjectNode();
    for (String name : SHOWN) {
      if (line.hasNonNull(name)) {
        row.set(name, Bounded.of(line.get(name)));
      }
    }
    if (line.path("rung").asInt() == 1) {
      row.set("parameters", line.path("parameters"));
    }
    if (line.path("dev").has("loss")) {
      row.set("dev_loss", line.path("dev").get("loss"));
    }
    return row;
  }
}
