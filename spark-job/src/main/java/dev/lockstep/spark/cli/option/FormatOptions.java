package dev.lockstep.spark.cli.option;

import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.DataConfig.Format;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The format of a table to read. */
public final class FormatOptions {
  @Option(
      names = "--format",
      defaultValue = "parquet",
      description =
          "Any format that Spark reads, such as csv, json, orc. Default: ${DEFAULT-VALUE}.")
  private String name = "parquet";

  @Option(
      names = "--option",
      paramLabel = "KEY=VALUE",
      description = "An option of the format. csv has header=true.")
  private Map<String, String> options = new LinkedHashMap<>();

  /** Throws ConfigException for an option that is not for Lockstep. */
  public Format format() {
    try {
      return new Format(name, options);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(List.of(String.valueOf(e.getMessage())));
    }
  }
}
