package dev.lockstep.spark.run;

import dev.lockstep.spark.checkpoint.Checkpoints.Stored;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.config.PublishConfig;
import dev.lockstep.spark.registry.ModelVersion;
import dev.lockstep.spark.registry.Registry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The published model that a training is to go on from, if there is one. */
public final class CurrentModel {
  private static final Logger LOG = LoggerFactory.getLogger(CurrentModel.class);

  private static final Pattern VERSION = Pattern.compile(".*/versions/(\\d{1,9})/*");

  private final LockstepConfig afresh;
  private final Function<String, LockstepConfig> startingFrom;
  private final Registry registry;
  private final Optional<ModelVersion> current;

  private CurrentModel(
      LockstepConfig afresh,
      Function<String, LockstepConfig> startingFrom,
      Registry registry,
      Optional<ModelVersion> current) {
    this.afresh = afresh;
    this.startingFrom = startingFrom;
    this.registry = registry;
    this.current = current;
  }

  /**
   * The current version of publish.name.
   *
   * @param startingFrom gives the configuration whose training.initial_model is that directory
   * @throws ConfigException if the configuration publishes nowhere, or names an initial model
   */
  public static CurrentModel of(
      LockstepConfig config, Function<String, LockstepConfig> startingFrom, Configuration hadoop) {
    PublishConfig publish =
        config
            .publish()
            .orElseThrow(
                () ->
                    ConfigException.of(
                        "publish.registry: missing; --from-current goes on from the current model"
                            + " of publish.name in that registry"));
    config
        .training()
        .initialModel()
        .ifPresent(
            path -> {
              throw ConfigException.of(
                  "training.initial_model: found %s with --from-current, which names another model;"
                      + " allowed: one of them",
                  path);
            });
    Registry registry = Registry.open(publish.registry(), publish.name(), hadoop);
    return new CurrentModel(config, startingFrom, registry, current(registry));
  }

  private static Optional<ModelVersion> current(Registry registry) {
    try {
      return registry.current();
    } catch (IOException e) {
      throw unreadable(registry, e);
    }
  }

  private static UncheckedIOException unreadable(Registry registry, IOException e) {
    return new UncheckedIOException(
        "cannot read the registry in " + registry.describe() + ": " + e.getMessage(), e);
  }

  /** The configuration of a training that begins now. */
  public LockstepConfig config() {
    return current.map(this::startingFrom).orElse(afresh);
  }

  /** The same; says which model that goes on from. */
  public LockstepConfig begun() {
    if (current.isPresent()) {
      LOG.info("Going on from version {} in {}", current.get().number(), registry.describe());
    } else {
      LOG.info("There is no current model in {}: the training starts afresh", registry.describe());
    }
    return config();
  }

  private LockstepConfig startingFrom(ModelVersion version) {
    return startingFrom.apply(registry.directory(version));
  }

  /**
   * The configuration of a training that goes on from a checkpoint: whatever is current now, it
   * keeps the version that it began from, or has none if it began afresh; says so.
   *
   * @throws ConfigException if that version is gone
   */
  public LockstepConfig goingOn(Stored checkpoint) {
    Optional<String> path = initialModel(checkpoint);
    Optional<ModelVersion> began = path.flatMap(this::version);
    if (path.isPresent() && began.isEmpty()) {
      return begun(); // No version of this registry: that is another configuration.
    }
    LOG.info(
        "The training began {} in {}, and goes on so; {} is current now",
        told("from version ", began, "afresh"),
        registry.describe(),
        told("version ", current, "none"));
    return began.map(this::startingFrom).orElse(afresh);
  }

  private static String told(String what, Optional<ModelVersion> version, String otherwise) {
    return version.map(found -> what + found.number()).orElse(otherwise);
  }

  private static Optional<String> initialModel(Stored checkpoint) {
    Object training = checkpoint.description().origin().config().get("training");
    return training instanceof Map<?, ?> keys && keys.get("initial_model") instanceof String path
        ? Optional.of(path)
        : Optional.empty();
  }

  /** The version of this registry whose directory that is; empty if it is in no such place. */
  private Optional<ModelVersion> version(String path) {
    Matcher version = VERSION.matcher(path);
    int number = version.matches() ? Integer.parseInt(version.group(1)) : 0;
    if (!path.equals(registry.directory(number))) {
      return Optional.empty();
    }
    try {
      return Optional.of(registry.version(number));
    } catch (IOException e) {
      throw unreadable(registry, e);
    } catch (ConfigException e) {
      throw ConfigException.of(
          "the training that is to be resumed began from %s, which is gone: %s; without --resume,"
              + " output.overwrite: true begins anew",
          path, e.getMessage());
    }
  }
}
