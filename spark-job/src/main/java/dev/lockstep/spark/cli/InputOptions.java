package dev.lockstep.spark.cli;

import dev.lockstep.spark.config.DataConfig.Format;
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
      description = "An option of the format. csv has header=true and inferSchema=true.")
  Map<String, String> options = new LinkedHashMap<>();

  Format format() {
    return Format.withDefaults(format, options);
  }
}
