package dev.lockstep.spark.config.file;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.LockstepConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Configurations for tests, in files of a directory. */
record Configs(Path directory) {
  /** What every configuration needs. */
  static final String REQUIRED =
      """
      data: {path: table, label: y}
      output: {path: run}
      """;

  /** Writes c.yaml and loads it. */
  LockstepConfig load(String yaml, String... overrides) {
    return ConfigFile.load(write(yaml), List.of(overrides));
  }

  /** What is wrong with that, without the directory. */
  List<String> problems(String yaml, String... overrides) {
    return problems(write(yaml), overrides);
  }

  List<String> problems(Path file, String... overrides) {
    ConfigException e =
        catchThrowableOfType(
            ConfigException.class, () -> ConfigFile.load(file, List.of(overrides)));
    return e.problems().stream().map(line -> line.replace(directory + "/", "")).toList();
  }

  private Path write(String yaml) {
    try {
      return Files.writeString(directory.resolve("c.yaml"), yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
