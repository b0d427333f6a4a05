package dev.lockstep.score;

import dev.lockstep.feature.FeatureColumn;
import dev.lockstep.feature.FeatureColumn.Calendar;
import dev.lockstep.feature.FeatureColumn.Categorical;
import dev.lockstep.feature.FeatureColumn.Numeric;
import dev.lockstep.feature.FeatureColumn.Vector;
import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.feature.MissingValues;
import dev.lockstep.feature.PiecewiseLinear;
import dev.lockstep.feature.Vocabulary;
import dev.lockstep.model.Model;
import dev.lockstep.model.Target;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.layer.BatchNorm;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Dropout;
import dev.lockstep.nn.layer.Layer;
import dev.lockstep.nn.layer.Relu;
import dev.lockstep.nn.layer.Tanh;
import dev.lockstep.nn.loss.Loss;
import dev.lockstep.nn.loss.SigmoidCrossEntropy;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.nn.loss.SquaredError;
import dev.lockstep.shard.MinMaxScaler;
import dev.lockstep.shard.RobustScaler;
import dev.lockstep.shard.Standardizer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Models with a column, a layer and a task of every kind, and rows for them. */
final class ScoredModels {
  private ScoredModels() {}

  /** What is predicted. */
  enum Task {
    ONE_OUTPUT,
    TWO_OUTPUTS,
    CLASSES,
    NUMBERS
  }

  static FeatureSchema schema(MissingValues missing) {
    boolean imputes = missing == MissingValues.IMPUTE;
    OptionalDouble impute = imputes ? OptionalDouble.of(0.5) : OptionalDouble.empty();
    List<FeatureColumn> columns =
        List.of(
            new Numeric("age", Numeric.Source.NUMBER, new Standardizer(40, 12), impute),
            new Numeric(
                "income",
                Numeric.Source.NUMBER,
                new RobustScaler(1, 2),
                impute,
                Optional.of(new PiecewiseLinear(List.of(-1.0, 0.5, 1.0, 3.0), true))),
            new Numeric("member", Numeric.Source.BOOLEAN, new MinMaxScaler(0, 1), impute),
            new Categorical("city", new Vocabulary<>(List.of("Bonn", "Köln", "Ulm")), imputes),
            new Categorical("code", new Vocabulary<>(List.of("7", "8")), imputes),
            new Vector(
                "pixels",
                List.of(new Standardizer(1, 2), new Standardizer(0, 3)),
                imputes ? List.of(1.0, 2.0) : List.of()),
            new Calendar(
                new Vector(
                    "since",
                    List.of(
                        new Standardizer(2000, 10),
                        Standardizer.none(),
                        Standardizer.none(),
                        Standardizer.none(),
                        new Standardizer(1e4, 1e3)),
                    imputes ? List.of(2000.0, 1.0, 1.0, 0.0, 1e4) : List.of())));
    return new FeatureSchema(columns, missing, List.of("?"), Optional.empty());
  }

  static Model model(Task task, MissingValues missing, long seed) {
    FeatureSchema schema = schema(missing);
    int outputs = task == Task.ONE_OUTPUT ? 1 : task == Task.CLASSES ? 3 : 2;
    List<Layer> layers = new ArrayList<>();
    layers.add(new Dense(schema.width(), 19, false));
    layers.add(new BatchNorm(19));
    layers.add(new Relu());
    layers.add(new Dropout(0.5));
    layers.add(new Dense(19, 8));
    layers.add(new Tanh());
    layers.add(new Dense(8, outputs));
    Network network = new Network(schema.width(), layers, loss(task));
    Random random = new Random(seed);
    float[] parameters = new float[network.parameters().size()];
    for (int i = 0; i < parameters.length; i++) {
      boolean trained = i < network.parameters().trained();
      parameters[i] = trained ? (float) random.nextGaussian() / 2 : 0.1f + random.nextFloat();
    }
    return new Model(network, parameters, schema, target(task));
  }

  private static Loss loss(Task task) {
    return switch (task) {
      case ONE_OUTPUT -> new SigmoidCrossEntropy();
      case TWO_OUTPUTS, CLASSES -> new SoftmaxCrossEntropy();
      case NUMBERS -> new SquaredError();
    };
  }

  private static Target target(Task task) {
    return switch (task) {
      case ONE_OUTPUT -> Target.Classification.of("label", "string", List.of("no", "yes")).at(0.3);
      case TWO_OUTPUTS -> Target.Classification.of("label", "int", List.of(0, 1));
      case CLASSES -> Target.Classification.of("label", "string", List.of("a", "b", "c"));
      case NUMBERS ->
          new Target.Regression(
              List.of("y", "z"), List.of(new Standardizer(100, 7), Standardizer.none()));
    };
  }

  /** Values in the order of the columns; with missing ones, if they may be. */
  static @Nullable Object[] row(Random random, boolean gaps) {
    @Nullable Object[] row = {
      random.nextBoolean() ? (Object) random.nextInt(90) : (random.nextInt(900) / 10.0 + " "),
      random.nextGaussian() * 3,
      random.nextBoolean() ? (Object) random.nextBoolean() : "TRUE",
      List.of("Bonn", "Köln", "Ulm", "Rom").get(random.nextInt(4)),
      List.<Object>of(7, 8L, "7", "8.0", 7.0, 9).get(random.nextInt(6)),
      random.nextBoolean()
          ? new float[] {random.nextFloat(), -1}
          : List.of(random.nextFloat(), 1.5),
      random.nextBoolean()
          ? LocalDate.ofEpochDay(random.nextInt(20000))
          : "2024-02-29 1" + random.nextInt(10) + ":00:00+01:00"
    };
    for (int i = 0; gaps && i < row.length; i++) {
      if (random.nextInt(5) == 0) {
        row[i] = i == 5 || random.nextBoolean() ? null : "?";
      }
    }
    return row;
  }

  /** The same by column, beside one that is no feature. */
  static Map<String, Object> named(@Nullable Object[] row) {
    Map<String, Object> named = new LinkedHashMap<>();
    List<String> names = schema(MissingValues.ERROR).columnNames();
    for (int i = 0; i < row.length; i++) {
      named.put(names.get(i), row[i]);
    }
    named.put("id", "extra");
    return named;
  }
}
