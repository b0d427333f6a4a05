package dev.lockstep.spark.search.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.config.file.ConfigFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The configuration that all trials share, in a file.
 *
 * @param overrides KEY=VALUE each, which count more than the file; VALUE is YAML
 * @param variables NAME=VALUE each
 */
public record BaseConfig(Path file, List<String> overrides, List<String> variables) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public BaseConfig {
    overrides = List.copyOf(overrides);
    variables = List.copyOf(variables);
  }

  /** It with other values for some keys, as YAML and JSON can hold them. */
  public BaseConfig with(Map<String, Object> values) {
    List<String> more = new ArrayList<>(overrides);
    values.forEach((key, value) -> more.add(key + "=" + yaml(value)));
    return new BaseConfig(file, more, variables);
  }

  /**
   * Reads it.
   *
   * @throws dev.lockstep.spark.config.ConfigException with everything that is wrong
   */
  public LockstepConfig load() {
    return ConfigFile.load(file, overrides, variables);
  }

  /** A value as YAML, which JSON is; what looks like a variable in it is none. */
  public static String yaml(Object value) {
    try {
      return ConfigFile.withoutVariables(JSON.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
