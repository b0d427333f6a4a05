package dev.lockstep.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** One measurement, a line of JSON: who was measured, on what, with which figures. */
public final class Row {
  /** The fields that were measured; every other one says what was measured. */
  private static final List<String> FIGURES =
      List.of(
          "examples_per_second",
          "step_ms_p50",
          "pass_seconds",
          "round_ms_p50",
          "round_ms_p95",
          "expected_ms",
          "x_four_passes",
          "processors",
          "examples_per_processor_second",
          "rows",
          "compute_share",
          "exchange_share",
          "optimizer_share",
          "other_share",
          "gradient_8_ms",
          "gradient_1000_ms",
          "send_ms",
          "receive_ms",
          "message_ms",
          "add_ms",
          "update_ms",
          "star_ms",
          "star_efficiency",
          "star_speed_up",
          "tree_ms",
          "tree_efficiency",
          "tree_speed_up",
          "sliced_ms",
          "sliced_efficiency",
          "sliced_speed_up");

  private static final ObjectMapper JSON = new ObjectMapper();
  private final Map<String, Object> fields = new LinkedHashMap<>();

  private Row(Map<String, Object> fields) {
    this.fields.putAll(fields);
  }

  /**
   * A row without figures.
   *
   * @param table which table it belongs to, such as core or exchange
   * @param peer who is measured
   */
  public Row(String table, String peer) {
    with("table", table).with("peer", peer);
  }

  /** Reads the line that {@link #print} prints. */
  public static Row parse(String line) throws JsonProcessingException {
    return new Row(JSON.readValue(line, new TypeReference<Map<String, Object>>() {}));
  }

  /** Adds what was measured. */
  public Row with(String field, Object value) {
    fields.put(field, value);
    return this;
  }

  /** Adds a figure, rounded to so many decimals. */
  public Row with(String figure, double value, int decimals) {
    if (!FIGURES.contains(figure)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "no figure '%s'; known: %s", figure, FIGURES));
    }
    double unit = Math.pow(10, decimals);
    double rounded = Math.round(value * unit) / unit;
    return decimals == 0 ? with(figure, (long) rounded) : with(figure, (Object) rounded);
  }

  /** Prints the line that {@link Report} reads. */
  public void print() throws JsonProcessingException {
    System.out.println(JSON.writeValueAsString(fields));
  }

  public String table() {
    return String.valueOf(fields.get("table"));
  }

  String peer() {
    return String.valueOf(fields.get("peer"));
  }

  Map<String, Object> fields() {
    return Collections.unmodifiableMap(fields);
  }

  /** What was measured: the fields without the figures. */
  Map<String, Object> subject() {
    Map<String, Object> subject = new LinkedHashMap<>(fields);
    subject.keySet().removeAll(FIGURES);
    return subject;
  }

  /**
   * The speed: steps of a training a second, by the median step, which other programs disturb
   * least; or else rounds or examples a second.
   */
  double speed() {
    if (fields.containsKey("batch")) {
      return 1000 / number("step_ms_p50");
    }
    return fields.containsKey("round_ms_p50")
        ? 1000 / number("round_ms_p50")
        : number("examples_per_second");
  }

  /** Whether this was measured on the same as another, be it by a different peer. */
  boolean isComparableTo(Row other) {
    Map<String, Object> condition = other.subject();
    condition.remove("peer");
    return condition.entrySet().stream()
        .allMatch(entry -> Objects.equals(fields.get(entry.getKey()), entry.getValue()));
  }

  /** Whether other programs took the processors that this one had threads for. */
  boolean isDisturbed() {
    return fields.containsKey("processors") && number("processors") < 0.9 * number("threads");
  }

  /** The value of a numeric field. */
  public double number(String field) {
    if (fields.get(field) instanceof Number number) {
      return number.doubleValue();
    }
    throw new IllegalStateException(String.format(Locale.ROOT, "no %s in %s", field, fields));
  }
}
