package dev.lockstep.spark.cli.option;

import dev.lockstep.spark.config.DataConfig.Format;
import dev.lockstep.spark.config.DataConfig.Malformed;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A table to read. */
public final class InputOptions {
  @Option(
      names = "--input",
      required = true,
      arity = "1..*",
      paramLabel = "PATH",
      description = "The table: one or more paths that Spark can read.")
  public List<String> paths = List.of();

  @Mixin private FormatOptions format = new FormatOptions();

  @Option(
      names = "--malformed",
      defaultValue = "error",
      description =
          "What a row does that is not what the format allows: error, or drop. Default: ${DEFAULT-VALUE}.")
  public Malformed malformed = Malformed.ERROR;

  /** Throws ConfigException for an option that is not for Lockstep. */
  public Format format() {
    return format.format();
  }
}
