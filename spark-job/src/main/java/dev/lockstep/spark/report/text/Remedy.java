package dev.lockstep.spark.report.text;

import java.util.List;

/**
 * One thing to try, and the keys of the configuration that do it. The recipe is that of Ng's
 * course: bias first, then variance.
 */
record Remedy(String what, List<String> keys) {
  static final List<Remedy> AGAINST_BIAS =
      List.of(
          of("a bigger network", "network.hidden", "network.layers"),
          of("training longer", "training.epochs", "training.steps"),
          of(
              "another optimizer or rate",
              "optimizer.name",
              "learning_rate.initial",
              "learning_rate.schedule"),
          of(
              "less regularization",
              "regularization.l2",
              "regularization.l1",
              "optimizer.weight_decay",
              "network.keep_prob",
              "network.input_keep_prob"),
          of(
              "another architecture",
              "network.batch_norm",
              "network.activation",
              "network.initializer"));

  static final List<Remedy> AGAINST_VARIANCE =
      List.of(
          of("more data", "data.path", "data.train"),
          of(
              "images changed at random",
              "augmentation.shape",
              "augmentation.mirror",
              "augmentation.shift"),
          of("regularization", "regularization.l2", "regularization.l1", "optimizer.weight_decay"),
          of("dropout", "network.keep_prob", "network.input_keep_prob", "network.layers"),
          of("stopping at the best epoch", "early_stopping.patience"),
          of("averaged parameters", "training.average"),
          of("another architecture", "network.hidden", "network.batch_norm"));

  static final List<Remedy> AGAINST_OVERFITTED_DEV =
      List.of(of("a larger dev split", "data.dev_fraction", "data.dev"));

  static final List<Remedy> FOR_DEV = List.of(of("a dev split", "data.dev_fraction", "data.dev"));

  private static Remedy of(String what, String... keys) {
    return new Remedy(what, List.of(keys));
  }
}
