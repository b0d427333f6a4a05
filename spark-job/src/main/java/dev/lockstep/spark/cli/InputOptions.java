package dev.lockstep.spark.cli;

import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.DataConfig.Format;
import dev.lockstep.spark.config.Malformed;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** A table to read. */
final class InputOptions {
  @Option(
      names = "--input",
      required = true,
      arity = "1..*",
      paramLabel = "PATH",
      description = "The table: one or more paths that Spark can read.")
  List<String> paths = List.of();

  @Option(
      names = "--format",
      defaultValue = "parquet",
      description =
          "Any format that Spark reads, such as csv, json, orc. Default: ${DEFAULT-VALUE}.")
  String format = "parquet";

  @Option(
      names = "--option",
      paramLabel = "KEY=VALUE",
      description = "An option of the format. csv has header=true.")
  Map<String, String> options = new LinkedHashMap<>();

  @Option(
      names = "--malformed",
      defaultValue = "error",
      description =
          "What a row does that is not what the format allows: error, or drop. Default: ${DEFAULT-VALUE}.")
  Malformed malformed = Malformed.ERROR;

  /** Throws ConfigException for an option that is not for Lockstep. */
  Format format() {
    try {
      return new Format(format, options);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(List.of(String.valueOf(e.getMessage())));
    }
  }
}
