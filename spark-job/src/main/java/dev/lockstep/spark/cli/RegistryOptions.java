package dev.lockstep.spark.cli;

import dev.lockstep.spark.registry.Registry;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Option;

/** The models of a name in a registry. */
final class RegistryOptions {
  @Option(
      names = "--registry",
      required = true,
      paramLabel = "PATH",
      description = "The registry, on any file system that Hadoop knows.")
  String registry = "";

  @Option(
      names = "--name",
      required = true,
      paramLabel = "NAME",
      description = "What the models are of, as in publish.name.")
  String name = "";

  /** Throws ConfigException listing what exists, if there are none. */
  Registry existing(Configuration hadoop) throws IOException {
    return Registry.existing(registry, name, hadoop);
  }
}
