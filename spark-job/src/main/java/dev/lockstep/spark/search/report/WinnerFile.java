package dev.lockstep.spark.search.report;

import dev.lockstep.metric.Measure;
import dev.lockstep.spark.search.config.BaseConfig;
import dev.lockstep.spark.search.trial.TrialRow;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Makes winner.yaml: a configuration that trains the best trial, as it stands. */
public final class WinnerFile {
  private WinnerFile() {}

  /**
   * The text of the file.
   *
   * @param search the path of the search directory
   */
  public static String of(TrialRow winner, Measure objective, String search) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "# Trial %d of the search %s, the best of it: %s %s on dev after %s epochs.%n"
                + "# sha256 of its parameters: %s%n",
            winner.trial().number(),
            search,
            objective,
            winner.result().objective(),
            winner.result().epochs(),
            winner.result().sha256()));
    Map<String, Object> config = new LinkedHashMap<>(winner.trial().config().resolved());
    config.put("output", Map.of("path", search + "-winner"));
    config.forEach((section, keys) -> append(section, (Map<?, ?>) keys, text));
    return text.toString();
  }

  private static void append(String section, Map<?, ?> keys, StringBuilder text) {
    text.append('\n').append(section).append(":\n");
    keys.forEach(
        (key, value) ->
            text.append("  ").append(key).append(": ").append(BaseConfig.yaml(value)).append('\n'));
  }
}
