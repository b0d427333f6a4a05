package dev.lockstep.spark.config.key;

import static dev.lockstep.spark.config.yaml.ValueType.BOOLEAN;
import static dev.lockstep.spark.config.yaml.ValueType.choice;
import static dev.lockstep.spark.config.yaml.ValueType.number;

import dev.lockstep.optim.Adam;
import dev.lockstep.optim.AdamW;
import dev.lockstep.optim.Momentum;
import dev.lockstep.optim.Nesterov;
import dev.lockstep.optim.Optimizer;
import dev.lockstep.optim.RmsProp;
import dev.lockstep.optim.Sgd;
import dev.lockstep.spark.config.OptimizerConfig;
import dev.lockstep.spark.config.yaml.Interval;
import dev.lockstep.spark.config.yaml.ValueType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** The keys of section optimizer; {@link Kind} says which optimizer takes which. */
final class OptimizerKeys {
  static final Section SECTION =
      new Section("optimizer", "The rule that turns a gradient into new parameters.");
  static final Key<Kind> NAME =
      SECTION.add(
          Key.of(
                  "optimizer.name",
                  choice(Kind.class),
                  "The rule, written out under [Optimizers](#optimizers); its defaults stand beside"
                      + " those of the keys below that it takes.")
              .or(Kind.ADAM));
  static final Key<Double> BETA =
      hyperparameter(
          "beta",
          number(Interval.halfOpen(0, 1)),
          "How slowly the average of the gradients, for rmsprop of their squares, forgets.");
  static final Key<Double> BETA1 =
      hyperparameter(
          "beta1",
          number(Interval.halfOpen(0, 1)),
          "How slowly the average of the gradients forgets.");
  static final Key<Double> BETA2 =
      hyperparameter(
          "beta2",
          number(Interval.halfOpen(0, 1)),
          "How slowly the average of the squared gradients forgets.");
  static final Key<Double> EPSILON =
      hyperparameter(
          "epsilon",
          number(Interval.above(0)),
          "Added to the root of the average square before dividing by it.");
  static final Key<Boolean> BIAS_CORRECTION =
      hyperparameter(
          "bias_correction",
          BOOLEAN,
          "Whether the average is divided by 1 - beta^step, which lifts the first steps.");
  static final Key<Double> WEIGHT_DECAY =
      hyperparameter(
          "weight_decay",
          number(Interval.atLeast(0)),
          "Share of each weight, times the learning rate, that a step takes away; what is no"
              + " weight, as a bias, keeps all.");

  private OptimizerKeys() {}

  private static <T> Key<T> hyperparameter(String shortName, ValueType<T> type, String meaning) {
    Key<T> key = Key.of("optimizer." + shortName, type, meaning);
    return SECTION.add(key.or(new Key.ByChoice<>("optimizer.name", () -> Kind.defaults(key))));
  }

  static OptimizerConfig config(Values values) {
    return new OptimizerConfig(values.get(NAME).create(values));
  }

  /**
   * The optimizers by name: how each is made, and its hyperparameters with their defaults. Both are
   * asked for late, because the key of the name needs the names before there are other keys.
   */
  enum Kind {
    SGD(values -> new Sgd(), Values::empty),
    MOMENTUM(
        values -> new Momentum(values.get(BETA), values.get(BIAS_CORRECTION)),
        () -> Values.empty().with(BETA, 0.9).with(BIAS_CORRECTION, false)),
    NESTEROV(values -> new Nesterov(values.get(BETA)), () -> Values.empty().with(BETA, 0.9)),
    RMSPROP(
        values -> new RmsProp(values.get(BETA), values.get(EPSILON)),
        () -> Values.empty().with(BETA, 0.9).with(EPSILON, 1e-8)),
    ADAM(Kind::adam, Kind::adamDefaults),
    ADAMW(
        values -> new AdamW(adam(values), values.get(WEIGHT_DECAY), List.of()),
        () -> adamDefaults().with(WEIGHT_DECAY, 0.01));

    @SuppressWarnings("ImmutableEnumChecker") // The functions above have no state.
    private final Function<Values, Optimizer> factory;

    @SuppressWarnings("ImmutableEnumChecker") // The functions above have no state.
    private final Supplier<Values> defaults;

    Kind(Function<Values, Optimizer> factory, Supplier<Values> defaults) {
      this.factory = factory;
      this.defaults = defaults;
    }

    private static Adam adam(Values values) {
      return new Adam(values.get(BETA1), values.get(BETA2), values.get(EPSILON));
    }

    private static Values adamDefaults() {
      return Values.empty().with(BETA1, 0.9).with(BETA2, 0.999).with(EPSILON, 1e-8);
    }

    Optimizer create(Values values) {
      return factory.apply(values);
    }

    /** The key's default for each optimizer that takes it. */
    static <T> Map<String, T> defaults(Key<T> key) {
      Map<String, T> values = new LinkedHashMap<>();
      for (Kind kind : values()) {
        kind.defaults.get().find(key).ifPresent(value -> values.put(kind.toString(), value));
      }
      return values;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
