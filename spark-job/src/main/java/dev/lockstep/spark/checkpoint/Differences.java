package dev.lockstep.spark.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** In what a run differs from that of a checkpoint, beyond what may differ. */
public final class Differences {
  /** Keys that decide no bit of what is trained, or are told of by what they come to. */
  static final Set<String> FREE =
      Set.of(
          "data.path",
          "data.train",
          "data.dev",
          "data.test",
          "data.max_age",
          "training.epochs",
          "training.steps",
          "training.shards",
          "training.exchange",
          "training.checkpoint",
          "diagnosis.target_error",
          "diagnosis.layers_every",
          "diagnosis.importance_repeats",
          "diagnosis.importance_rows",
          "diagnosis.importance_columns",
          "exchange.port",
          "exchange.protection",
          "exchange.start_timeout",
          "exchange.step_timeout",
          "exchange.session_steps",
          "exchange.topology",
          "exchange.executor_ports",
          "output.path",
          "output.overwrite",
          "report.tensorboard",
          "report.mlflow_experiment",
          "report.mlflow_uri");

  private static final ObjectMapper JSON = new ObjectMapper();

  private Differences() {}

  /** One line for each key, of configurations by section and name. */
  public static List<String> ofConfig(Map<String, Object> before, Map<String, Object> now) {
    Map<String, String> old = flat(before);
    Map<String, String> current = flat(now);
    old.keySet().removeAll(FREE);
    current.keySet().removeAll(FREE);
    return of("", old, current);
  }

  /** One line for each split, of the digests of their rows. */
  public static List<String> ofData(Map<String, String> before, Map<String, String> now) {
    return of("the digest of the rows of ", before, now);
  }

  private static List<String> of(String what, Map<String, String> old, Map<String, String> now) {
    List<String> lines = new ArrayList<>();
    Set<String> names = new TreeSet<>(old.keySet());
    names.addAll(now.keySet());
    for (String name : names) {
      String was = old.getOrDefault(name, "none");
      String is = now.getOrDefault(name, "none");
      if (!was.equals(is)) {
        lines.add(what + name + ": found " + is + ", but the checkpoint has " + was);
      }
    }
    return lines;
  }

  /** Values by full name, as JSON has them: one that was read is like one that was not written. */
  private static Map<String, String> flat(Map<String, Object> sections) {
    Map<String, String> keys = new TreeMap<>();
    JsonNode tree;
    try {
      tree = JSON.readTree(JSON.writeValueAsBytes(sections));
    } catch (IOException e) {
      throw new UncheckedIOException("a configuration is always JSON", e);
    }
    tree.properties()
        .forEach(
            section ->
                section
                    .getValue()
                    .properties()
                    .forEach(
                        key ->
                            keys.put(section.getKey() + "." + key.getKey(), text(key.getValue()))));
    return keys;
  }

  private static String text(JsonNode value) {
    return value.isTextual() ? value.asText() : value.toString();
  }
}
