package dev.lockstep.spark.config.key;

import static dev.lockstep.spark.config.yaml.ValueType.BOOLEAN;
import static dev.lockstep.spark.config.yaml.ValueType.TEXT;

import dev.lockstep.spark.config.OutputConfig;

/** The keys of section output. */
final class OutputKeys {
  static final Section SECTION = new Section("output", "Where the run directory goes.");

  static final Key<String> PATH =
      SECTION.add(
          Key.of("output.path", TEXT, "The run directory, on any file system that Hadoop knows."));
  static final Key<Boolean> OVERWRITE =
      SECTION.add(
          Key.of(
                  "output.overwrite",
                  BOOLEAN,
                  "Whether a run directory that exists, and nothing else, is replaced; otherwise it"
                      + " stops the run before it starts.")
              .or(false));

  private OutputKeys() {}

  static OutputConfig config(Values values) {
    return new OutputConfig(values.get(PATH), values.get(OVERWRITE));
  }
}
