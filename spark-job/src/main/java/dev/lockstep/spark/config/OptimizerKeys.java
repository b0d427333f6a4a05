package dev.lockstep.spark.config;

import static dev.lockstep.spark.config.ValueTypes.choice;

/** The keys of section optimizer; what only some optimizers take is in {@link Hyperparameters}. */
final class OptimizerKeys {
  static final Section SECTION =
      new Section("optimizer", "The rule that turns a gradient into new parameters.");

  static final Key<OptimizerKind> NAME =
      SECTION.add(
          Key.of(
                  "optimizer.name",
                  choice(OptimizerKind.class),
                  "The rule, written out under [Optimizers](#optimizers); its defaults stand beside"
                      + " those of the keys below that it takes.")
              .or(OptimizerKind.ADAM));

  static {
    Hyperparameters.ALL.forEach(SECTION::add);
  }

  private OptimizerKeys() {}
}
