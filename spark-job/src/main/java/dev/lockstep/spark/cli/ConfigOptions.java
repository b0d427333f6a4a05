package dev.lockstep.spark.cli;

import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.config.file.ConfigFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A configuration file and what overrides it. */
final class ConfigOptions {
  @Parameters(
      paramLabel = "CONFIG",
      description = "A YAML configuration; conf/ has examples, and its README lists every key.")
  Path file = Path.of("");

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Override a key, as in --set training.epochs=3. May be given more than once.")
  List<String> overrides = new ArrayList<>();

  @Option(
      names = "--var",
      paramLabel = "NAME=VALUE",
      description =
          "What $${NAME} stands for in the values of CONFIG and of --set, as in --var"
              + " date=2026-01-01. May be given more than once.")
  List<String> variables = new ArrayList<>();

  LockstepConfig load() {
    return ConfigFile.load(file, overrides, variables);
  }
}
