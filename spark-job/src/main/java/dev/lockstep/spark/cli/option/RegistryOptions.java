package dev.lockstep.spark.cli.option;

import dev.lockstep.spark.registry.Registry;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Option;

/** The models of a name in a registry. */
public final class RegistryOptions {
  @Option(
      names = "--registry",
      required = true,
      paramLabel = "PATH",
      description = "The registry, on any file system that Hadoop knows.")
  public String registry = "";

  @Option(
      names = "--name",
      required = true,
      paramLabel = "NAME",
      description = "What the models are of, as in publish.name.")
  public String name = "";

  /** Throws ConfigException listing what exists, if there are none. */
  public Registry existing(Configuration hadoop) throws IOException {
    return Registry.existing(registry, name, hadoop);
  }
}
