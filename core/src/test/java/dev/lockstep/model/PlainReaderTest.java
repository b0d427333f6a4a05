package dev.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.feature.FeatureColumn.Categorical;
import dev.lockstep.feature.FeatureColumn.Numeric;
import dev.lockstep.feature.FeatureColumn.Numeric.Source;
import dev.lockstep.feature.FeatureColumn.Vector;
import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.feature.MissingValues;
import dev.lockstep.feature.PiecewiseLinear;
import dev.lockstep.feature.Vocabulary;
import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.linalg.Matrix;
import dev.lockstep.nn.Backprop;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Network.Outputs;
import dev.lockstep.nn.Workspace;
import dev.lockstep.nn.layer.Tanh;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.shard.Expansion;
import dev.lockstep.shard.MinMaxScaler;
import dev.lockstep.shard.RobustScaler;
import dev.lockstep.shard.Standardizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A reader that knows nothing but what model.json says of itself gets the same predictions. */
class PlainReaderTest {
  private static final PiecewiseLinear BINS =
      new PiecewiseLinear(List.of(-1.5, -0.2, 0.1, 0.11, 2.75), true);

  private static final PiecewiseLinear BARE = new PiecewiseLinear(List.of(-3.0, 0.0, 4.0), false);

  private static final FeatureSchema SCHEMA =
      new FeatureSchema(
          List.of(
              new Numeric(
                  "a",
                  Source.NUMBER,
                  new Standardizer(0.3, 1.7),
                  OptionalDouble.of(0.25),
                  Optional.of(BINS)),
              new Numeric(
                  "b",
                  Source.NUMBER,
                  new RobustScaler(0.4, 0.6),
                  OptionalDouble.of(-0.5),
                  Optional.of(BINS)),
              new Numeric(
                  "c",
                  Source.NUMBER,
                  new MinMaxScaler(-3, 4),
                  OptionalDouble.of(1),
                  Optional.of(BARE)),
              new Numeric("d", Source.NUMBER, new RobustScaler(-1, 2), OptionalDouble.of(0)),
              new Numeric("e", Source.NUMBER, new MinMaxScaler(2, 2), OptionalDouble.of(0)),
              new Categorical("f", new Vocabulary<>(List.of("x", "y")), true),
              new Vector(
                  "g", List.of(new RobustScaler(0, 1), new RobustScaler(1, 3)), List.of(0., 2.))),
          MissingValues.IMPUTE,
          Optional.empty());

  private static final Network NETWORK =
      Network.multilayerPerceptron(
          SCHEMA.width(), List.of(6), new Tanh(), new Outputs(2, new SoftmaxCrossEntropy()));

  /** Five numbers, the place of a category, -1 for an unseen one, and a vector of two. */
  private record Row(List<Double> numbers, int category, List<Double> vector) {}

  private static Row row(Random random, int i) {
    double far = i % 5 == 0 ? 100 : 1;
    return new Row(
        random.doubles(5).map(x -> far * (6 * x - 3)).boxed().toList(),
        i % 4 - 1,
        List.of(random.nextGaussian(), i % 7 == 0 ? Double.NaN : random.nextGaussian()));
  }

  private static float[] packed(Row row, int missing) {
    float[] packed = new float[SCHEMA.expansion().packed()];
    for (int i = 0; i < 5; i++) {
      Numeric column = (Numeric) SCHEMA.columns().get(i);
      if (i == missing) {
        column.encodeMissing(packed, i);
      } else {
        column.encode(row.numbers().get(i), packed, i);
      }
    }
    ((Categorical) SCHEMA.columns().get(5)).encodePlace(row.category(), packed, 5);
    Vector vector = (Vector) SCHEMA.columns().get(6);
    for (int i = 0; i < 2; i++) {
      if (Double.isNaN(row.vector().get(i))) {
        vector.encodeMissing(i, packed, 8);
      } else {
        vector.encode(i, row.vector().get(i), packed, 8);
      }
    }
    return packed;
  }

  @Test
  void predictionsAreTheSame() throws IOException {
    float[] parameters = Models.parameters(NETWORK);
    MemoryDirectory files =
        MemoryDirectory.of(new Model(NETWORK, parameters, SCHEMA, Models.target()));
    JsonNode columns =
        new ObjectMapper().readTree(files.text("model.json")).get("features").get("columns");
    Map<String, float[]> tensors = PlainSafetensors.read(files.bytes("model.safetensors"));

    Workspace workspace = new Workspace(NETWORK, BlasBackend.AUTO.load(), 1).resize(1);
    Expansion expansion = SCHEMA.expansion();
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      Row row = row(random, i);
      int missing = i % 11;
      expansion.expand(packed(row, missing), 0, workspace.features().data(), 0);
      Matrix logits = new Backprop(NETWORK).forward(parameters, workspace);
      double[] plain = plainLogits(inputs(columns, row, missing), tensors);
      float found = probability(logits.get(0, 0), logits.get(0, 1));
      assertThat(found).isCloseTo(probability(plain[0], plain[1]), within(1e-5f));
    }
  }

  private static float probability(double no, double yes) {
    return (float) (1 / (1 + Math.exp(no - yes)));
  }

  private static List<Double> inputs(JsonNode columns, Row row, int missing) {
    List<Double> x = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      JsonNode column = columns.get(i);
      switch (column.get("type").asText()) {
        case "number" -> {
          double value = i == missing ? column.get("impute").asDouble() : row.numbers().get(i);
          addNumber(column, value, x);
        }
        case "category" -> {
          for (int place = 0; place < column.get("categories").size() + 1; place++) {
            x.add(place == row.category() ? 1.0 : 0.0);
          }
        }
        default -> {
          for (int e = 0; e < column.get("width").asInt(); e++) {
            double value = row.vector().get(e);
            double known = Double.isNaN(value) ? column.get("impute").get(e).asDouble() : value;
            double z =
                (known - column.get("median").get(e).asDouble())
                    / column.get("scale").get(e).asDouble();
            x.add(z / Math.sqrt(1 + (z / 3) * (z / 3)));
          }
        }
      }
    }
    return x;
  }

  private static void addNumber(JsonNode column, double value, List<Double> x) {
    double z = linear(column, value);
    boolean robust = column.has("median");
    double scaled = robust ? z / Math.sqrt(1 + (z / 3) * (z / 3)) : z;
    JsonNode bins = column.get("piecewise_linear");
    if (bins == null || bins.get("scaled").asBoolean()) {
      x.add(scaled);
    }
    for (int t = 1; bins != null && t < bins.get("edges").size(); t++) {
      double low = linear(column, bins.get("edges").get(t - 1).asDouble());
      double high = linear(column, bins.get("edges").get(t).asDouble());
      double level = (z - low) / (high - low);
      double least = t == 1 ? level : Math.max(0, level);
      x.add(t == bins.get("edges").size() - 1 ? least : Math.min(1, least));
    }
  }

  /** As float32. */
  private static float linear(JsonNode column, double x) {
    if (column.has("mean")) {
      return (float) ((x - number(column, "mean")) / number(column, "deviation"));
    } else if (column.has("median")) {
      return (float) ((x - number(column, "median")) / number(column, "scale"));
    }
    double range = number(column, "max") - number(column, "min");
    return range == 0 ? 0 : (float) ((x - number(column, "min")) / range);
  }

  private static double number(JsonNode column, String key) {
    return column.get(key).asDouble();
  }

  private static double[] plainLogits(List<Double> x, Map<String, float[]> tensors) {
    int n = x.size();
    double[] hidden =
        dense(
            x.stream().mapToDouble(Double::doubleValue).toArray(),
            tensor(tensors, "0.weight[6," + n + "]"),
            tensor(tensors, "0.bias[6]"));
    for (int i = 0; i < hidden.length; i++) {
      hidden[i] = Math.tanh(hidden[i]);
    }
    return dense(hidden, tensor(tensors, "2.weight[2,6]"), tensor(tensors, "2.bias[2]"));
  }

  private static float[] tensor(Map<String, float[]> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name));
  }

  private static double[] dense(double[] x, float[] weight, float[] bias) {
    double[] y = new double[bias.length];
    for (int o = 0; o < y.length; o++) {
      y[o] = bias[o];
      for (int i = 0; i < x.length; i++) {
        y[o] += x[i] * weight[o * x.length + i];
      }
    }
    return y;
  }
}
