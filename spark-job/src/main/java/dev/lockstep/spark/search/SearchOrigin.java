package dev.lockstep.spark.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.spark.checkpoint.Differences;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.search.config.SearchConfig;
import dev.lockstep.spark.table.BadDataException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a search is one of: as much as decides the table of its trials.
 *
 * @param search what it was told, by key
 * @param config of the base, by section and name
 * @param environment version, number of shards, kernel
 * @param data digests of the rows of each split
 */
record SearchOrigin(
    Map<String, Object> search,
    Map<String, Object> config,
    Map<String, Object> environment,
    Map<String, String> data) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What a search is told that decides which trials there are. */
  static Map<String, Object> told(SearchConfig config, String objective) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("space", config.space().describe(config.space().all()));
    told.put("sampler", config.sampler().toString());
    told.put("budget.trials", config.budget().trials());
    told.put("budget.rounds", config.budget().rounds());
    told.put("halving.factor", config.halving().<Object>map(rule -> rule.factor()).orElse("none"));
    told.put(
        "halving.first_epochs",
        config.halving().<Object>map(rule -> rule.firstEpochs()).orElse("none"));
    told.put("objective", objective);
    told.put("seed", config.seed());
    return told;
  }

  byte[] json() throws IOException {
    return JSON.writeValueAsBytes(this);
  }

  static SearchOrigin of(byte[] json) throws IOException {
    return JSON.readValue(json, SearchOrigin.class);
  }

  /**
   * Refuses to go on from another search.
   *
   * @param where it lies
   */
  void checkSame(SearchOrigin before, String where, LockstepConfig base) {
    List<String> differences = new ArrayList<>();
    differences(before.search, search, differences);
    differences(before.environment, environment, differences);
    differences.addAll(Differences.ofConfig(before.config, base.resolved()));
    lengths(before.config, base.resolved(), differences);
    if (!differences.isEmpty()) {
      differences.add(
          "resuming "
              + where
              + " would be another search; without --resume output.overwrite: true begins anew");
      throw new ConfigException(differences);
    }
    List<String> rows = Differences.ofData(before.data, data);
    if (!rows.isEmpty()) {
      throw new BadDataException(String.join("\n", rows));
    }
  }

  /** A training may become longer that is resumed; a trial would be another. */
  private static void lengths(
      Map<String, Object> before, Map<String, Object> now, List<String> differences) {
    for (String name : List.of("epochs", "steps")) {
      Map<String, Object> was = one("training." + name, before, name);
      differences(was, one("training." + name, now, name), differences);
    }
  }

  private static Map<String, Object> one(String key, Map<String, Object> config, String name) {
    Object value = config.get("training") instanceof Map<?, ?> keys ? keys.get(name) : null;
    return value == null ? Map.of() : Map.of(key, value);
  }

  private static void differences(
      Map<String, Object> before, Map<String, Object> now, List<String> differences) {
    Map<String, Object> all = new LinkedHashMap<>(before);
    all.putAll(now);
    for (String key : all.keySet()) {
      String was = text(before.get(key));
      String is = text(now.get(key));
      if (!was.equals(is)) {
        differences.add(key + ": found " + is + ", but the search has " + was);
      }
    }
  }

  private static String text(@Nullable Object value) {
    JsonNode node = JSON.valueToTree(value);
    return value == null ? "none" : node.isTextual() ? node.asText() : node.toString();
  }
}
