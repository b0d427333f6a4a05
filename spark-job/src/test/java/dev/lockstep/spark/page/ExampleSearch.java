package dev.lockstep.spark.page;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;

/** A search in which little matters but the learning rate, of which 0.002 is the best. */
final class ExampleSearch {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<Integer> RUNGS = List.of(1, 3, 9);
  private static final int TRIALS = 40;
  private static final Map<String, Integer> RUNG =
      Map.of("round", 1, "rounds", 2, "rung", 1, "rungs", 3, "epochs", 1, "trials", 40, "done", 12);

  private final Random random = new Random(3);
  private final List<Map<String, Object>> rows = new ArrayList<>();

  private ExampleSearch() {}

  /** Two rounds of 40 trials, of which every tenth diverges. */
  static SearchPage page() throws IOException {
    ExampleSearch search = new ExampleSearch();
    search.race(0, 0.0005, 0.008);
    search.race(1, 0.0012, 0.003);
    ObjectNode report = report();
    report.set("winner", JSON.valueToTree(search.winner()));
    return new SearchPage("adult-search", report, search.lines());
  }

  /** One in its first rung, of which 12 trials are done. */
  static SearchPage running() throws IOException {
    ExampleSearch search = new ExampleSearch();
    for (int i = 0; i < 12; i++) {
      Map<String, Object> row = measured(search.trial(i, 0, 0.0005, 0.008), 0);
      row.putIfAbsent("status", "measured");
      search.rows.add(row);
    }
    ObjectNode report = report();
    report.put("status", "running");
    report.remove(List.of("winner", "margin", "optimism"));
    report.set("rung", JSON.valueToTree(RUNG));
    return new SearchPage("adult-search", report, search.lines());
  }

  private static ObjectNode report() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ExampleSearch.class.getResourceAsStream("search.json"))) {
      return (ObjectNode) JSON.readTree(in);
    }
  }

  private Map<String, Object> winner() {
    return rows.stream()
        .filter(row -> row.get("status") == "finished")
        .max(Comparator.comparingDouble(ExampleSearch::objective))
        .orElseThrow();
  }

  private byte[] lines() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (Map<String, Object> row : rows) {
      lines.append(JSON.writeValueAsString(row)).append('\n');
    }
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static double objective(Map<String, Object> row) {
    return row.get("objective") instanceof Double number ? number : Double.NEGATIVE_INFINITY;
  }

  private void race(int round, double slowest, double fastest) {
    List<Map<String, Object>> alive =
        IntStream.range(round * TRIALS, (round + 1) * TRIALS)
            .mapToObj(trial -> trial(trial, round, slowest, fastest))
            .toList();
    for (int rung = 0; rung < RUNGS.size(); rung++) {
      List<Map<String, Object>> measured = new ArrayList<>();
      for (Map<String, Object> trial : alive) {
        measured.add(measured(trial, rung));
      }
      measured.sort(Comparator.comparingDouble(ExampleSearch::objective).reversed());
      alive = decided(measured, rung);
      rows.addAll(measured);
    }
  }

  private Map<String, Object> trial(int number, int round, double slowest, double fastest) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put(
        "learning_rate.initial", slowest * Math.pow(fastest / slowest, random.nextDouble()));
    parameters.put("network.hidden", random.ints(1 + number % 3, 32, 192).boxed().toList());
    parameters.put("network.keep_prob", 0.5 + 0.45 * random.nextDouble());
    parameters.put("training.batch_size", List.of(250, 500, 1000).get(random.nextInt(3)));
    parameters.put("training.label_smoothing", 0.1 * random.nextDouble());
    parameters.put("optimizer.weight_decay", Math.pow(10, -1 - 2 * random.nextDouble()));
    parameters.put("optimizer.beta1", 1 - Math.pow(10, -1 - 2 * random.nextDouble()));
    return Map.of("trial", number, "round", round + 1, "parameters", parameters);
  }

  private static Map<String, Object> measured(Map<String, Object> trial, int rung) {
    Map<String, Object> row = new LinkedHashMap<>(trial);
    Map<?, ?> parameters = (Map<?, ?>) Objects.requireNonNull(trial.get("parameters"));
    double rate = (Double) Objects.requireNonNull(parameters.get("learning_rate.initial"));
    row.put("rung", rung + 1);
    row.put("epochs", RUNGS.get(rung).doubleValue());
    row.put("seconds", 0.5 * RUNGS.get(rung));
    int number = (Integer) Objects.requireNonNull(trial.get("trial"));
    if (number % 10 == 7) {
      row.put("status", "diverged");
      row.put("cause", "the loss became NaN at step 33");
    } else {
      double objective =
          0.87 - 0.02 * Math.abs(Math.log(rate / 0.002)) - 0.02 / (1 + rung) + 0.001 * (number % 5);
      row.put("objective", objective);
      row.put("dev", Map.of("loss", 0.3, "accuracy", objective));
      row.put("sha256", "1d51507c573f");
    }
    return row;
  }

  /** A third of those that have a figure go on. */
  private static List<Map<String, Object>> decided(List<Map<String, Object>> best, int rung) {
    boolean last = rung == RUNGS.size() - 1;
    List<Map<String, Object>> promoted = new ArrayList<>();
    for (Map<String, Object> row : best) {
      boolean good = promoted.size() < Math.max(1, best.size() / 3);
      if (row.containsKey("objective")) {
        row.put("status", last ? "finished" : good ? "promoted" : "stopped");
      }
      if (good) {
        promoted.add(row);
      }
    }
    return promoted;
  }
}
