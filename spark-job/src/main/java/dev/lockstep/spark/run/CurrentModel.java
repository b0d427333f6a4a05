package dev.lockstep.spark.run;

import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.config.PublishConfig;
import dev.lockstep.spark.registry.ModelVersion;
import dev.lockstep.spark.registry.Registry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the published model that a training is to go on from. */
public final class CurrentModel {
  private static final Logger LOG = LoggerFactory.getLogger(CurrentModel.class);

  private CurrentModel() {}

  /**
   * The directory of the current version of publish.name; empty before there is one. Says which.
   *
   * @throws ConfigException if the configuration publishes nowhere, or names an initial model
   */
  public static Optional<String> of(LockstepConfig config, Configuration hadoop) {
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
    Optional<ModelVersion> current = current(registry);
    if (current.isEmpty()) {
      LOG.info("There is no current model in {}: the training starts afresh", registry.describe());
    }
    return current.map(
        version -> {
          LOG.info("Going on from version {} in {}", version.number(), registry.describe());
          return registry.directory(version);
        });
  }

  private static Optional<ModelVersion> current(Registry registry) {
    try {
      return registry.current();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot read the registry in " + registry.describe() + ": " + e.getMessage(), e);
    }
  }
}
