package dev.lockstep.spark.cli;

import dev.lockstep.model.CorruptModelException;
import dev.lockstep.model.Target;
import dev.lockstep.spark.cli.option.RegistryOptions;
import dev.lockstep.spark.cli.terminal.Sessions;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.registry.Decision;
import dev.lockstep.spark.registry.ModelVersion;
import dev.lockstep.spark.registry.Registry;
import dev.lockstep.spark.report.text.VersionsTable;
import dev.lockstep.spark.run.prepare.ModelSource;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks at the published models, and decides which one is current. */
@Command(
    name = "models",
    description = "Look at published models, and decide which one is current.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "For example:",
      "  scripts/lockstep models list --registry hdfs:///models --name churn",
      "  scripts/lockstep models rollback --registry hdfs:///models --name churn"
    })
final class ModelsCommand implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelsCommand.class);

  @Spec
  @SuppressWarnings("NullAway.Init") // By picocli.
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Missing command: one of "
            + spec.subcommands().keySet().stream().sorted().collect(Collectors.joining(", ")));
  }

  /** What a command does to the models. */
  private interface Work {
    int on(Configuration hadoop) throws IOException;
  }

  private static int with(String command, String name, Work work) throws IOException {
    try (SparkSession spark = Sessions.start("models " + command, name)) {
      return work.on(spark.sparkContext().hadoopConfiguration());
    }
  }

  @Command(
      name = "list",
      description = "List the versions of NAME, the newest first; without --name, all names.",
      mixinStandardHelpOptions = true)
  int list(
      @Option(
              names = "--registry",
              required = true,
              paramLabel = "PATH",
              description = "The registry, on any file system that Hadoop knows.")
          String path,
      @Option(names = "--name", paramLabel = "NAME", description = "What the models are of.")
          @Nullable String name)
      throws IOException {
    return with(
        "list",
        name == null ? path : name,
        hadoop -> {
          System.out.print(name == null ? names(path, hadoop) : versions(path, name, hadoop));
          return 0;
        });
  }

  private static String versions(String path, String name, Configuration hadoop)
      throws IOException {
    Registry registry = Registry.existing(path, name, hadoop);
    StringBuilder damages = new StringBuilder();
    List<ModelVersion> versions =
        registry.versions(damage -> damages.append(damage).append(System.lineSeparator()));
    return VersionsTable.of(versions, registry.last()) + damages;
  }

  private static String names(String path, Configuration hadoop) throws IOException {
    List<String> names = Registry.names(path, hadoop);
    if (names.isEmpty()) {
      throw ConfigException.of("there is no registry in %s, or it is empty", path);
    }
    StringBuilder lines = new StringBuilder();
    for (String name : names) {
      Optional<Decision> last = Registry.open(path, name, hadoop).last();
      String current = last.map(now -> "version " + now.current()).orElse("none");
      lines.append(name).append("  current: ").append(current).append('\n');
    }
    return lines.toString();
  }

  @Command(
      name = "show",
      description = "Show VERSION as JSON: what it is, its files and their digests.",
      mixinStandardHelpOptions = true)
  int show(
      @Mixin RegistryOptions models,
      @Parameters(paramLabel = "VERSION", description = "A number, such as 7.") int version)
      throws IOException {
    return with(
        "show",
        models.name,
        hadoop -> {
          System.out.println(models.existing(hadoop).json(version));
          return 0;
        });
  }

  @Command(
      name = "promote",
      description = {
        "Make a version the current one, after its files have been compared with their digests.",
        "A run directory is published first, as a new version."
      },
      mixinStandardHelpOptions = true)
  int promote(
      @Mixin RegistryOptions models,
      @Parameters(
              paramLabel = "VERSION|RUN",
              description = "The number of a version, or a run directory.")
          String what)
      throws IOException {
    return with(
        "promote",
        models.name,
        hadoop -> {
          boolean number = what.matches("\\d{1,9}");
          Registry registry =
              number
                  ? models.existing(hadoop)
                  : Registry.open(models.registry, models.name, hadoop);
          Optional<Decision> seen = registry.last();
          if (number) {
            ModelVersion version = registry.version(Integer.parseInt(what));
            checkTarget(registry, registry.directory(version), hadoop);
            return promote(registry, version.number(), seen);
          }
          checkTarget(registry, what, hadoop);
          return promote(registry, registry.add(what, Optional.empty()).number(), seen);
        });
  }

  /** Whoever uses the current model, or compares with it, could do nothing with another target. */
  private void checkTarget(Registry registry, String directory, Configuration hadoop)
      throws IOException {
    Optional<Decision> last = registry.last();
    if (last.isEmpty()) {
      return;
    }
    int current = last.get().current();
    Target next = ModelSource.read(directory, hadoop).target();
    try {
      Target now = ModelSource.read(registry.directory(current), hadoop).target();
      if (!now.isLike(next)) {
        throw ConfigException.of(
            "%s predicts %s, and version %d, the current model of %s, %s; promote it under another"
                + " --name",
            directory, next.describe(), current, registry.describe(), now.describe());
      }
    } catch (CorruptModelException e) { // Which another is to take the place of.
      LOG.warn("The current model cannot be read: {}", e.getMessage());
    }
  }

  private static int promote(Registry registry, int version, Optional<Decision> seen)
      throws IOException {
    if (seen.filter(now -> now.current() == version).isPresent()) {
      System.out.println("version " + version + " is current already");
      return 0;
    }
    tell(registry, registry.promote(version, seen, "by hand"), seen);
    return 0;
  }

  private static void tell(Registry registry, Decision now, Optional<Decision> before)
      throws IOException {
    ModelVersion version = registry.current(now);
    System.out.printf(
        "version %d of %s is current; before it was %s%n",
        version.number(),
        registry.describe(),
        before.map(seen -> "version " + seen.current()).orElse("none"));
  }

  @Command(
      name = "rollback",
      description = "Make the version the current one again that was before.",
      mixinStandardHelpOptions = true)
  int rollback(@Mixin RegistryOptions models) throws IOException {
    return with(
        "rollback",
        models.name,
        hadoop -> {
          Registry registry = models.existing(hadoop);
          Decision seen =
              registry
                  .last()
                  .orElseThrow(
                      () ->
                          ConfigException.of(
                              "there is nothing to go back to in %s: no version was ever current",
                              registry.describe()));
          tell(registry, registry.rollback(seen, "by hand"), Optional.of(seen));
          return 0;
        });
  }

  @Command(
      name = "gc",
      description = {
        "Remove old versions, and what processes that died have left; never the current version",
        "nor the previous one."
      },
      mixinStandardHelpOptions = true)
  int gc(
      @Mixin RegistryOptions models,
      @Option(
              names = "--keep",
              required = true,
              paramLabel = "N",
              description = "How many of the newest versions stay, at least 1.")
          int keep,
      @Option(names = "--dry-run", description = "Only tell what would go.") boolean dryRun)
      throws IOException {
    if (keep < 1) {
      throw ConfigException.of("--keep: found %d; allowed: an integer of at least 1", keep);
    }
    return with(
        "gc",
        models.name,
        hadoop -> {
          Registry registry = models.existing(hadoop);
          List<Integer> gone = dryRun ? registry.old(keep) : registry.removeOld(keep);
          String numbers = gone.stream().map(String::valueOf).collect(Collectors.joining(", "));
          System.out.println(
              (dryRun ? "to be removed: " : "removed: ") + (gone.isEmpty() ? "none" : numbers));
          return 0;
        });
  }
}
