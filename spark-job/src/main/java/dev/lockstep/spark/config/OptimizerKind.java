package dev.lockstep.spark.config;

import static dev.lockstep.spark.config.Hyperparameters.BETA;
import static dev.lockstep.spark.config.Hyperparameters.BETA1;
import static dev.lockstep.spark.config.Hyperparameters.BETA2;
import static dev.lockstep.spark.config.Hyperparameters.BIAS_CORRECTION;
import static dev.lockstep.spark.config.Hyperparameters.EPSILON;
import static dev.lockstep.spark.config.Hyperparameters.WEIGHT_DECAY;

import dev.lockstep.linalg.Range;
import dev.lockstep.optim.Adam;
import dev.lockstep.optim.AdamW;
import dev.lockstep.optim.Momentum;
import dev.lockstep.optim.Nesterov;
import dev.lockstep.optim.Optimizer;
import dev.lockstep.optim.RmsProp;
import dev.lockstep.optim.Sgd;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The optimizers by name: how each is made, and its hyperparameters with their defaults. */
enum OptimizerKind {
  SGD((values, weights) -> new Sgd(), Values.empty()),
  MOMENTUM(
      (values, weights) -> new Momentum(values.get(BETA), values.get(BIAS_CORRECTION)),
      Values.empty().with(BETA, 0.9).with(BIAS_CORRECTION, false)),
  NESTEROV((values, weights) -> new Nesterov(values.get(BETA)), Values.empty().with(BETA, 0.9)),
  RMSPROP(
      (values, weights) -> new RmsProp(values.get(BETA), values.get(EPSILON)),
      Values.empty().with(BETA, 0.9).with(EPSILON, 1e-8)),
  ADAM((values, weights) -> adam(values), adamDefaults()),
  ADAMW(
      (values, weights) -> new AdamW(adam(values), values.get(WEIGHT_DECAY), weights),
      adamDefaults().with(WEIGHT_DECAY, 0.01));

  /** Makes an optimizer from its hyperparameters and the ranges of the weights that may decay. */
  private interface Factory {
    Optimizer create(Values values, List<Range> weights);
  }

  @SuppressWarnings("ImmutableEnumChecker") // The functions above have no state.
  private final Factory factory;

  @SuppressWarnings("ImmutableEnumChecker") // Values do not change.
  private final Values defaults;

  OptimizerKind(Factory factory, Values defaults) {
    this.factory = factory;
    this.defaults = defaults;
  }

  private static Adam adam(Values values) {
    return new Adam(values.get(BETA1), values.get(BETA2), values.get(EPSILON));
  }

  private static Values adamDefaults() {
    return Values.empty().with(BETA1, 0.9).with(BETA2, 0.999).with(EPSILON, 1e-8);
  }

  Optimizer create(Values values, List<Range> weights) {
    return factory.create(values, weights);
  }

  /** The values of this optimizer's own keys. */
  Values hyperparameters(Values all) {
    Map<String, Object> own = new LinkedHashMap<>(all.byName());
    own.keySet().retainAll(defaults.byName().keySet());
    return new Values(own);
  }

  /** The key's default for each optimizer that takes it. */
  static <T> Map<String, T> defaults(Key<T> key) {
    Map<String, T> values = new LinkedHashMap<>();
    for (OptimizerKind kind : values()) {
      kind.defaults.find(key).ifPresent(value -> values.put(kind.toString(), value));
    }
    return values;
  }

  static OptimizerKind named(String name) {
    return Arrays.stream(values())
        .filter(kind -> kind.toString().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no optimizer '" + name + "'"));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
