package dev.lockstep.spark.search.file;

import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.search.space.Choice;
import dev.lockstep.spark.search.space.Layers;
import dev.lockstep.spark.search.space.Numbers;
import dev.lockstep.spark.search.space.Parameter;
import dev.lockstep.spark.search.space.Scale;
import dev.lockstep.spark.search.space.Space;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to search first, by importance: the learning rate; then units, batch size and momentum; then
 * layers and decay. Of what the configuration does not have, nothing.
 */
final class StandardSpace {
  private StandardSpace() {}

  /** That of a configuration. */
  static Space of(LockstepConfig config) {
    String optimizer = text(config, "optimizer", "name");
    List<Parameter> parameters = new ArrayList<>();
    double fastest = optimizer.equals("sgd") || optimizer.equals("nesterov") ? 1 : 0.1;
    add(parameters, "learning_rate.initial", new Numbers(Scale.LOG, 1e-4, fastest, false));
    if (has(config, "network", "hidden")) {
      parameters.add(
          new Parameter(
              "network.hidden",
              new Layers(
                  new Numbers(Scale.LINEAR, 1, 3, true), new Numbers(Scale.LOG, 16, 256, true)),
              Optional.empty()));
    }
    parameters.add(
        new Parameter(
            "training.batch_size", new Choice(List.of(64, 128, 256, 512, 1024)), Optional.empty()));
    for (String beta : List.of("beta", "beta1")) {
      if (has(config, "optimizer", beta)) {
        add(parameters, "optimizer." + beta, new Numbers(Scale.ONE_MINUS_LOG, 0.9, 0.999, false));
      }
    }
    decay(config, parameters);
    return new Space(parameters);
  }

  private static void decay(LockstepConfig config, List<Parameter> parameters) {
    switch (text(config, "learning_rate", "schedule")) {
      case "inverse_time" ->
          add(parameters, "learning_rate.decay", new Numbers(Scale.LOG, 0.01, 1, false));
      case "exponential", "staircase" ->
          add(parameters, "learning_rate.decay", new Numbers(Scale.LINEAR, 0.5, 1, false));
      default -> {
        // Constant, or by a table or a curve without a number to turn.
      }
    }
  }

  private static void add(List<Parameter> parameters, String key, Numbers numbers) {
    parameters.add(new Parameter(key, numbers, Optional.empty()));
  }

  private static boolean has(LockstepConfig config, String section, String key) {
    return config.resolved().get(section) instanceof Map<?, ?> keys && keys.containsKey(key);
  }

  private static String text(LockstepConfig config, String section, String key) {
    return config.resolved().get(section) instanceof Map<?, ?> keys
        ? String.valueOf(keys.get(key))
        : "";
  }
}
