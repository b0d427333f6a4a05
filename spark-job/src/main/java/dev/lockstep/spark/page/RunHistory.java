package dev.lockstep.spark.page;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a run went so far, as the lines of metrics.jsonl tell it: as much of it as a page has room
 * for, however long the run. Not thread-safe.
 */
public final class RunHistory {
  private static final int MOST_STEPS = 2000;
  private static final int MOST_EPOCHS = 1000;
  private static final int MOST_LOOKS = 300;

  private static final ObjectReader LINES =
      new ObjectMapper().readerFor(new TypeReference<Map<String, Object>>() {});

  private final StepLosses steps = new StepLosses(MOST_STEPS);
  private final Thinned<Map<String, ?>> epochs = new Thinned<>(MOST_EPOCHS);
  private final Map<String, Thinned<Map<String, ?>>> evaluations = new LinkedHashMap<>();
  private final Thinned<Map<String, ?>> plateaus = new Thinned<>(MOST_EPOCHS);
  private final Thinned<Map<String, ?>> layers = new Thinned<>(MOST_LOOKS);

  /**
   * Adds all lines of a metrics.jsonl; one that was cut off at the end is left out.
   *
   * @throws IOException if that is no metrics.jsonl
   */
  public RunHistory read(byte[] lines) throws IOException {
    int from = 0;
    for (int i = 0; i < lines.length; i++) {
      if (lines[i] == '\n') {
        add(LINES.<Map<String, Object>>readValue(lines, from, i - from));
        from = i + 1;
      }
    }
    return this;
  }

  /** Adds a line. */
  public void add(Map<String, ?> line) {
    switch (String.valueOf(line.get("event"))) {
      case "step" -> addStep(line);
      case "epoch" -> epochs.add(figures(line));
      case "evaluation" ->
          evaluations
              .computeIfAbsent(String.valueOf(line.get("split")), s -> new Thinned<>(MOST_EPOCHS))
              .add(figures(line));
      case "plateau" -> plateaus.add(figures(line));
      case "layers" -> layers.add(line);
      default -> {} // Of a later version.
    }
  }

  private void addStep(Map<String, ?> line) {
    double loss = number(line, "loss", Double.NaN);
    steps.add(
        (long) number(line, "step", 0),
        number(line, "mean", loss),
        number(line, "min", loss),
        number(line, "max", loss));
  }

  private static double number(Map<String, ?> line, String name, double otherwise) {
    return line.get(name) instanceof Number number ? number.doubleValue() : otherwise;
  }

  /** The numbers of a line alone, not its matrices and lists. */
  private static Map<String, ?> figures(Map<String, ?> line) {
    Map<String, Object> figures = new LinkedHashMap<>();
    line.forEach(
        (name, value) -> {
          if (value instanceof Double number) {
            figures.put(name, Digits.of(number));
          } else if (value instanceof Number) {
            figures.put(name, value);
          }
        });
    return figures;
  }

  /** All of it, ready for JSON, by the kinds of lines; a copy. */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("steps", steps.values());
    values.put("epochs", epochs.list());
    Map<String, List<Map<String, ?>>> bySplit = new LinkedHashMap<>();
    evaluations.forEach((split, lines) -> bySplit.put(split, lines.list()));
    values.put("evaluations", bySplit);
    values.put("plateaus", plateaus.list());
    values.put("layers", LayerSeries.of(layers.list()));
    return values;
  }
}
