package dev.lockstep.model;

import dev.lockstep.feature.FeatureColumn.Categorical;
import dev.lockstep.feature.FeatureColumn.Numeric;
import dev.lockstep.feature.FeatureColumn.Numeric.Source;
import dev.lockstep.feature.FeatureColumn.Vector;
import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.feature.MissingValues;
import dev.lockstep.feature.Vocabulary;
import dev.lockstep.model.Target.Classification;
import dev.lockstep.nn.Initializer;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.LeakyRelu;
import dev.lockstep.nn.layer.Tanh;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.shard.Standardizer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Models that the tests of this package share. */
public final class Models {
  static final Standardizer AGE = new Standardizer(38.5, 13.25);

  private Models() {}

  /** Every kind of column; 9 features. */
  public static FeatureSchema schema() {
    return new FeatureSchema(
        List.of(
            new Numeric("age", Source.NUMBER, AGE, OptionalDouble.of(38.5)),
            new Numeric("citizen", Source.BOOLEAN, Standardizer.none(), OptionalDouble.of(0.75)),
            new Categorical("work", new Vocabulary<>(List.of("Private", "\"State\" – é")), true),
            new Vector(
                "pixels",
                List.of(
                    new Standardizer(1, 2), new Standardizer(-0.1, 0), new Standardizer(1e-3, 3)),
                List.of(0.5, 0.25, 0.125)),
            new Categorical("empty", new Vocabulary<>(List.of()), true)),
        MissingValues.IMPUTE,
        Optional.of("weight"));
  }

  static Network network() {
    return new Network(
        9,
        List.of(
            new Dense(9, 5),
            new LeakyRelu(0.2f),
            new Dense(5, 4, false),
            new Tanh(),
            new Dense(4, 2)),
        new SoftmaxCrossEntropy());
  }

  static Target target() {
    return Classification.of("income", "string", List.of(">50K", "<=50K"));
  }

  static float[] parameters(Network network) {
    return new Initializer(Initializer.Kind.NORMAL, 0.5).initialize(network, 7);
  }

  static Model model() {
    Network network = network();
    return new Model(network, parameters(network), schema(), target())
        .withMetrics(
            Map.of("dev", Map.of("accuracy", 0.875, "confusion", List.of(List.of(1L, 2L)))))
        .withProvenance(Map.of("lockstep_version", "0.1.0"));
  }
}
