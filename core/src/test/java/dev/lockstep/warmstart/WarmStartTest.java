package dev.lockstep.warmstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.feature.FeatureColumn;
import dev.lockstep.feature.FeatureColumn.Categorical;
import dev.lockstep.feature.FeatureColumn.Numeric;
import dev.lockstep.feature.FeatureColumn.Numeric.Source;
import dev.lockstep.feature.FeatureColumn.Vector;
import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.feature.MissingValues;
import dev.lockstep.feature.PiecewiseLinear;
import dev.lockstep.feature.Vocabulary;
import dev.lockstep.linalg.Range;
import dev.lockstep.model.Model;
import dev.lockstep.model.Target;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.ParameterLayout.Role;
import dev.lockstep.nn.layer.BatchNorm;
import dev.lockstep.nn.layer.BatchNorm.Statistics;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Dropout;
import dev.lockstep.nn.layer.Layer;
import dev.lockstep.nn.layer.Relu;
import dev.lockstep.nn.layer.Tanh;
import dev.lockstep.nn.loss.Loss;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.nn.loss.SquaredError;
import dev.lockstep.reference.TextbookNetwork;
import dev.lockstep.shard.MinMaxScaler;
import dev.lockstep.shard.RobustScaler;
import dev.lockstep.shard.Scaling;
import dev.lockstep.shard.Standardizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A network that goes on from a model computes of a row what the model did. */
class WarmStartTest {
  private static final Target ABC = classes("a", "b", "c");

  private static Target classes(String... labels) {
    return Target.Classification.of("y", "string", List.of(labels));
  }

  private static Numeric number(String name, Scaling scaling) {
    return new Numeric(name, Source.NUMBER, scaling, OptionalDouble.empty());
  }

  private static Numeric encoded(String name, Scaling scaling, boolean scaled, Double... edges) {
    return new Numeric(
        name,
        Source.NUMBER,
        scaling,
        OptionalDouble.empty(),
        Optional.of(new PiecewiseLinear(List.of(edges), scaled)));
  }

  private static Categorical category(String name, boolean missing, String... values) {
    return new Categorical(name, new Vocabulary<>(List.of(values)), missing);
  }

  private static FeatureSchema schema(FeatureColumn... columns) {
    return new FeatureSchema(List.of(columns), MissingValues.ERROR, Optional.empty());
  }

  private static Network network(int inputs, int outputs, Loss loss, Layer... hidden) {
    List<Layer> layers = new ArrayList<>(List.of(hidden));
    layers.add(new Dense(hidden.length == 0 ? inputs : 4, outputs));
    return new Network(inputs, layers, loss);
  }

  private static Model model(Network network, FeatureSchema features, Target target) {
    float[] parameters = new float[network.parameters().size()];
    Random random = new Random(5);
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = (float) random.nextGaussian();
    }
    for (Range range : network.parameters().ranges(role -> role == Role.RUNNING_VARIANCE)) {
      IntStream.range(range.from(), range.to()).forEach(i -> parameters[i] = 0.5f + i % 3);
    }
    return new Model(network, parameters, features, target);
  }

  /** Of a row with the numbers x and z, the category c and the array v. */
  private static double[] outputs(
      Network network, float[] parameters, FeatureSchema features, double x, String c) {
    float[] packed = new float[features.expansion().packed()];
    int[] offsets = features.offsets();
    for (int i = 0; i < offsets.length; i++) {
      FeatureColumn column = features.columns().get(i);
      if (column instanceof Numeric number) {
        number.encode(x, packed, offsets[i]);
      } else if (column instanceof Categorical category) {
        category.encode(c, packed, offsets[i]);
      } else if (column instanceof Vector vector) {
        for (int e = 0; e < vector.width(); e++) {
          vector.encode(e, x * (e + 1), packed, offsets[i]);
        }
      }
    }
    float[] inputs = new float[features.width()];
    features.expansion().expand(packed, 0, inputs, 0);
    double[] wide = IntStream.range(0, parameters.length).mapToDouble(i -> parameters[i]).toArray();
    return new TextbookNetwork(network).forward(wide, new float[][] {inputs})[0];
  }

  static List<Arguments> scalings() {
    Scaling standard = new Standardizer(3, 2);
    Scaling moved = new Standardizer(4, 3.5);
    Scaling range = new MinMaxScaler(-2, 9);
    Scaling none = Standardizer.none();
    Scaling constant = new Standardizer(3, 0);
    return List.of(
        Arguments.of(standard, moved),
        Arguments.of(standard, range),
        Arguments.of(range, standard),
        Arguments.of(none, moved),
        Arguments.of(range, none),
        Arguments.of(constant, moved));
  }

  @ParameterizedTest
  @MethodSource("scalings")
  void anyLinearScaleOfColumnsChangesNoOutput(Scaling old, Scaling now) {
    FeatureSchema before =
        schema(
            number("x", old),
            category("c", false, "p", "q"),
            new Vector("v", List.of(old, old), List.of()));
    FeatureSchema after =
        schema(
            new Vector("v", List.of(now, now), List.of()),
            category("c", true, "n", "q", "p"),
            number("x", now),
            number("new", now));
    for (int i = 0; i < hidden(1).size(); i++) {
      Loss loss = new SoftmaxCrossEntropy();
      Network network = network(before.width(), 3, loss, hidden(before.width()).get(i));
      Network wider = network(after.width(), 3, loss, hidden(after.width()).get(i));
      assertSame(model(network, before, ABC), wider, after);
    }
  }

  private static List<Layer[]> hidden(int inputs) {
    return List.of(
        new Layer[] {},
        new Layer[] {new Dense(inputs, 4), new Tanh()},
        new Layer[] {new Dense(inputs, 4, false), new BatchNorm(4), new Relu()});
  }

  private static void assertSame(Model model, Network network, FeatureSchema after) {
    float[] parameters = WarmStart.parameters(model, network, after, model.target());
    for (double x : new double[] {-7, 0, 3, 8.5}) {
      for (String c : List.of("p", "q", "n", "never")) {
        assertThat(outputs(network, parameters, after, x, c))
            .as("%s, %s by %s", x, c, network)
            .containsExactly(
                outputs(model.network(), model.parameters(), model.features(), x, c), within(1e-4));
      }
    }
  }

  @Test
  void theSameColumnsAndClassesGiveTheSameBits() {
    FeatureSchema features =
        schema(
            number("x", new Standardizer(0.1, 0.7)),
            encoded("z", new RobustScaler(0.3, 1.7), true, -1.5, 0.1, 0.7, 33.3),
            encoded("b", new Standardizer(0.3, 1.7), false, -1.5, 0.1, 0.7, 33.3),
            category("c", true, "p", "q"));
    for (Layer[] hidden : hidden(features.width())) {
      Model model =
          model(network(features.width(), 3, new SoftmaxCrossEntropy(), hidden), features, ABC);
      model.parameters()[0] = -0f;
      assertThat(WarmStart.parameters(model, model.network(), features, ABC))
          .containsExactly(model.parameters());
    }
  }

  /** Which examples normalize others in training is nothing that parameters mean. */
  @Test
  void batchNormalizationMayGoOnByOtherStatistics() {
    Loss loss = new SoftmaxCrossEntropy();
    FeatureSchema features = schema(number("x", new Standardizer(0.1, 0.7)));
    Layer[] shard = {new Dense(1, 4, false), new BatchNorm(4), new Relu()};
    Layer[] sync = {new Dense(1, 4, false), new BatchNorm(4, Statistics.SYNC), new Relu()};
    Network before = network(1, 3, loss, shard);
    Network after = network(1, 3, loss, sync);
    assertThat(SameLayers.of(before, after)).isTrue();
    assertSame(model(before, features, ABC), after, features);
    Layer[] wary = {new Dense(1, 4, false), new BatchNorm(4, 0.1f, 0.1f), new Relu()};
    assertThat(SameLayers.of(before, network(1, 3, loss, wary))).isFalse();
  }

  @Test
  void binsAreFollowedAtTheEdgesOfTheNewOnes() {
    FeatureSchema before = schema(encoded("x", new Standardizer(1, 2), true, -3., 0., 2., 7.));
    FeatureSchema after = schema(encoded("x", new Standardizer(2, 3), false, -4., -3., 0., 2., 7.));
    Network network = network(before.width(), 3, new SoftmaxCrossEntropy());
    Network other = network(after.width(), 3, new SoftmaxCrossEntropy());
    // Where the old edges are among the new ones, in between and beyond, too.
    assertSame(model(network, before, ABC), other, after);
  }

  @Test
  void aColumnThatIsGoneCountsAsOneWithoutValuesOrAsNothing() {
    Numeric imputed =
        new Numeric("z", Source.NUMBER, new MinMaxScaler(0, 10), OptionalDouble.of(3));
    FeatureSchema before = schema(number("x", Standardizer.none()), imputed);
    FeatureSchema after = schema(number("x", Standardizer.none()));
    Model model = model(network(2, 3, new SoftmaxCrossEntropy()), before, ABC);
    Network network = network(1, 3, new SoftmaxCrossEntropy());
    float[] parameters = WarmStart.parameters(model, network, after, ABC);
    float[] bias = model.parameters();
    for (int i = 0; i < 3; i++) {
      assertThat(parameters[3 + i]).isCloseTo(bias[6 + i] + 0.3f * bias[2 * i + 1], within(1e-6f));
    }
    FeatureSchema other = schema(category("x", false, "p"));
    assertThat(WarmStart.parameters(model, network, other, ABC)).startsWith(0, 0, 0);
  }

  @Test
  void newClassesStartWithNothingAndOldOnesKeepTheirs() {
    FeatureSchema features = schema(number("x", new Standardizer(1, 2)));
    Model model = model(network(1, 2, new SoftmaxCrossEntropy()), features, classes("b", "d"));
    float[] old = model.parameters();
    Network network = network(1, 4, new SoftmaxCrossEntropy());
    assertThat(WarmStart.parameters(model, network, features, classes("a", "b", "c", "d")))
        .containsExactly(0, old[0], 0, old[1], 0, old[2], 0, old[3]);
  }

  @Test
  void anyScaleOfTheTargetPredictsTheSameNumbers() {
    FeatureSchema features = schema(number("x", new Standardizer(1, 2)));
    Standardizer old = new Standardizer(10, 4);
    Standardizer now = new Standardizer(-3, 7);
    Network network = network(1, 1, new SquaredError(), new Dense(1, 4), new Dropout(0.5));
    Network other = network(1, 1, new SquaredError(), new Dense(1, 4));
    Target target = new Target.Regression(List.of("y"), List.of(now));
    Model model = model(network, features, new Target.Regression(List.of("y"), List.of(old)));
    float[] parameters = WarmStart.parameters(model, other, features, target);
    double before = outputs(network, model.parameters(), features, 3, "")[0];
    double after = outputs(other, parameters, features, 3, "")[0];
    assertThat(now.invert(after)).isCloseTo(old.invert(before), within(1e-4));
  }

  @Test
  void otherNetworksAndTargetsAreRefused() {
    FeatureSchema features = schema(number("x", new Standardizer(1, 1e-30)));
    Network network = network(1, 3, new SoftmaxCrossEntropy(), new Dense(1, 4), new Tanh());
    Model model = model(network, features, ABC);
    Network relu = network(1, 3, new SoftmaxCrossEntropy(), new Dense(1, 4), new Relu());
    refused(model, relu, features, ABC, "other layers");
    Network first = network(1, 3, new SoftmaxCrossEntropy(), new Tanh(), new Dense(1, 4));
    refused(model(first, features, ABC), first, features, ABC, "begin with a dense layer");
    FeatureSchema far = schema(number("x", new Standardizer(1, 1e30)));
    refused(model, network, far, ABC, "no finite number in the tensor 0.weight");
    Target other = Target.Classification.of("z", "string", List.of("a", "b", "c"));
    refused(model, network, features, other, "predicts [y], not [z]");
  }

  private static void refused(
      Model model, Network network, FeatureSchema features, Target target, String message) {
    assertThatThrownBy(() -> WarmStart.parameters(model, network, features, target))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
