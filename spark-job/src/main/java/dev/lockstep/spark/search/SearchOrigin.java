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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
    differences("", JSON.valueToTree(before), JSON.valueToTree(now), differences);
  }

  /** Of what lies within values of both, each by itself. */
  private static void differences(
      String path, JsonNode before, JsonNode now, List<String> differences) {
    if (before.isObject() && now.isObject()) {
      Set<String> names = new LinkedHashSet<>();
      before.fieldNames().forEachRemaining(names::add);
      now.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        String key = path.isEmpty() ? name : path + "." + name;
        differences(key, before.path(name), now.path(name), differences);
      }
    } else if (!text(before).equals(text(now))) {
      differences.add(path + ": found " + text(now) + ", but the search has " + text(before));
    }
  }

  private static String text(JsonNode value) {
    boolean none = value.isMissingNode() || value.isNull();
    return none ? "none" : value.isTextual() ? value.asText() : value.toString();
  }
}
