package dev.lockstep.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.linalg.Blas;
import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.linalg.Range;
import dev.lockstep.nn.Initializer;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.ParameterLayout.Role;
import dev.lockstep.nn.ParameterLayout.Tensor;
import dev.lockstep.nn.layer.BatchNorm;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Dropout;
import dev.lockstep.nn.layer.Layer;
import dev.lockstep.nn.layer.LeakyRelu;
import dev.lockstep.nn.layer.Relu;
import dev.lockstep.nn.layer.Sigmoid;
import dev.lockstep.nn.layer.Tanh;
import dev.lockstep.nn.loss.Loss;
import dev.lockstep.nn.loss.SigmoidCrossEntropy;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.nn.loss.SquaredError;
import dev.lockstep.optim.Regularization;
import dev.lockstep.testing.Batch;
import dev.lockstep.testing.Kinds;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class GradientCheckTest {
  private static final Blas BLAS = BlasBackend.AUTO.load();
  private static final Loss SOFTMAX = new SoftmaxCrossEntropy();

  /** With every kind of tensor, and an activation between each two dense layers. */
  private static final Network NETWORK =
      new Network(
          4,
          List.of(
              new Dense(4, 6, false),
              new BatchNorm(6),
              new Tanh(),
              new Dense(6, 5),
              new LeakyRelu(0.1f),
              new Dense(5, 3)),
          SOFTMAX);

  private static float[] values(Network network) {
    float[] values = new Initializer(Initializer.Kind.NORMAL, 0.6).initialize(network, 3);
    for (Tensor tensor : network.parameters().tensors()) {
      if (tensor.role() == Role.BIAS || tensor.role() == Role.BETA) {
        Arrays.fill(values, tensor.range().from(), tensor.range().to(), 0.1f);
      }
    }
    return values;
  }

  private static Regularization l2(Network network, double lambda) {
    return new Regularization(lambda, network.parameters().ranges(Role::isPenalised));
  }

  private static GradientCheck check(Network network) {
    return new GradientCheck(network, l2(network, 0.7), Batch.random(network, 17, 4).examples());
  }

  private static GradientReport report(Network network, float[] values) {
    GradientCheck check = check(network);
    ParameterSample all = ParameterSample.of(network, Long.MAX_VALUE, 1);
    return check.compare(values, all, check.float64(values), check.float32(values, BLAS));
  }

  @Test
  void everyPermittedKindIsChecked() {
    assertThat(Kinds.classesOf(Kinds.layers())).isEqualTo(Kinds.classes(Layer.class));
    assertThat(Kinds.classesOf(Kinds.losses())).isEqualTo(Kinds.classes(Loss.class));
  }

  static Stream<Arguments> layersAndLosses() {
    return Kinds.layers().stream()
        .flatMap(layer -> Kinds.losses().stream().map(loss -> Arguments.of(layer, loss)));
  }

  @ParameterizedTest
  @MethodSource("layersAndLosses")
  void everyLayerAndLossIsGreat(Layer layer, Loss loss) {
    List<Layer> layers =
        List.of(new Dense(4, Kinds.WIDTH), layer, new Tanh(), layer, new Dense(Kinds.WIDTH, 3));
    assertRight(new Network(4, layers, loss));
  }

  @ParameterizedTest
  @MethodSource("layersAndLosses")
  void everyLayerAndLossIsGreatBehindBatchNorm(Layer layer, Loss loss) {
    List<Layer> layers =
        List.of(
            new Dense(4, Kinds.WIDTH, false),
            new BatchNorm(Kinds.WIDTH),
            layer,
            new Dense(Kinds.WIDTH, 3));
    assertRight(new Network(4, layers, loss));
  }

  private static void assertRight(Network network) {
    GradientReport report = report(network, values(network));
    assertThat(report.float64().verdict()).isEqualTo(GradientVerdict.GREAT);
    assertThat(report.float32().verdict()).isEqualTo(GradientVerdict.GREAT);
    assertThat(report.worrying()).isEmpty();
    for (TensorCheck tensor : report.tensors()) {
      assertThat(tensor.float64().verdict())
          .as("%s", tensor)
          .isEqualTo(
              isCancelled(network, tensor) ? GradientVerdict.UNKNOWN : GradientVerdict.GREAT);
      assertThat(tensor.float32().verdict())
          .as("%s", tensor)
          .isIn(GradientVerdict.GREAT, GradientVerdict.UNKNOWN);
    }
    assertThat(report.checked() + report.corners()).isEqualTo(network.parameters().trained());
    assertThat(report.parameters()).isEqualTo(network.parameters().trained());
  }

  /** Batch norm takes a bias before it away, and what another batch norm scales and shifts. */
  private static boolean isCancelled(Network network, TensorCheck check) {
    int layer = Integer.parseInt(check.tensor().name().replaceAll("\\..*", ""));
    return check.tensor().role() != Role.WEIGHT
        && layer + 1 < network.layers().size()
        && network.layers().get(layer + 1) instanceof BatchNorm;
  }

  static List<Tensor> tensors() {
    return NETWORK.parameters().tensors().stream()
        .filter(tensor -> tensor.role().isTrained())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("tensors")
  void aWrongDerivativeIsFoundAndItsTensorNamed(Tensor wrong) {
    float[] values = values(NETWORK);
    GradientCheck check = check(NETWORK);
    ParameterSample all = ParameterSample.of(NETWORK, Long.MAX_VALUE, 1);
    double[] right64 = check.float64(values);
    double[] right32 = check.float32(values, BLAS);
    for (double factor : new double[] {1.01, -1, 0, Double.NaN}) {
      GradientReport in64 = check.compare(values, all, times(right64, wrong, factor), right32);
      assertThat(in64.worrying()).extracting(TensorCheck::tensor).containsExactly(wrong);
      assertThat(in64.float64().verdict()).isEqualTo(GradientVerdict.WORRY);
      assertThat(in64.float32().verdict()).isEqualTo(GradientVerdict.GREAT);
      GradientReport in32 = check.compare(values, all, right64, times(right32, wrong, factor));
      assertThat(in32.worrying()).extracting(TensorCheck::tensor).containsExactly(wrong);
      assertThat(in32.float64().verdict()).isEqualTo(GradientVerdict.GREAT);
      assertThat(in32.float32().verdict()).isEqualTo(GradientVerdict.WORRY);
    }
  }

  private static double[] times(double[] gradient, Tensor tensor, double factor) {
    double[] wrong = gradient.clone();
    for (int i = tensor.range().from(); i < tensor.range().to(); i++) {
      wrong[i] *= factor;
    }
    return wrong;
  }

  /** What is handed down is wrong, and so is every tensor below. */
  @Test
  void aWrongDerivativeOfAnActivationShowsInTheTensorsBelowIt() {
    Network other =
        new Network(
            4,
            NETWORK.layers().stream()
                .map(layer -> layer instanceof LeakyRelu ? new LeakyRelu(0.1001f) : layer)
                .toList(),
            SOFTMAX);
    float[] values = values(NETWORK);
    GradientCheck check = check(NETWORK);
    GradientReport report =
        check.compare(
            values,
            ParameterSample.of(NETWORK, Long.MAX_VALUE, 1),
            withTensors(check.float64(values), check(other).float64(values), "0", "1", "3"),
            check.float32(values, BLAS));
    assertThat(report.tensors())
        .filteredOn(tensor -> tensor.float64().verdict() == GradientVerdict.GREAT)
        .extracting(tensor -> tensor.tensor().name())
        .containsExactly("5.weight", "5.bias");
  }

  /** The gradient with that of another for the tensors of those layers. */
  private static double[] withTensors(double[] gradient, double[] other, String... layers) {
    double[] mixed = gradient.clone();
    for (Tensor tensor : tensors()) {
      Range range = tensor.range();
      if (List.of(layers).contains(tensor.name().replaceAll("\\..*", ""))) {
        System.arraycopy(other, range.from(), mixed, range.from(), range.length());
      }
    }
    return mixed;
  }

  @Test
  void aForgottenPenaltyIsFoundInTheWeightsAlone() {
    float[] values = values(NETWORK);
    GradientCheck check = check(NETWORK);
    Batch batch = Batch.random(NETWORK, 17, 4);
    GradientCheck without = new GradientCheck(NETWORK, Regularization.none(), batch.examples());
    GradientReport report =
        check.compare(
            values,
            ParameterSample.of(NETWORK, Long.MAX_VALUE, 1),
            without.float64(values),
            without.float32(values, BLAS));
    assertThat(report.worrying())
        .extracting(tensor -> tensor.tensor().name())
        .containsExactly("0.weight", "3.weight", "5.weight");
    assertThat(report.penalty()).isPositive().isLessThan(report.objective());
  }

  @Test
  void dropoutIsTurnedOff() {
    Network dropping =
        new Network(4, List.of(new Dense(4, 6), new Dropout(0.5), new Dense(6, 3)), SOFTMAX);
    Network plain = new Network(4, List.of(new Dense(4, 6), new Dense(6, 3)), SOFTMAX);
    assertThat(check(dropping).float64(values(dropping)))
        .usingComparatorWithPrecision(1e-12)
        .containsExactly(sameDraws(plain, dropping));
  }

  /** The plain network's gradient at the parameters of the dropping one, which lie in one order. */
  private static double[] sameDraws(Network plain, Network dropping) {
    return check(plain).float64(values(dropping));
  }

  /** Before the corner the slope is 0, behind it 1: the difference is 1/2, and no derivative. */
  @Test
  void aParameterAtACornerIsLeftOutAndCounted() {
    Network network =
        new Network(1, List.of(new Dense(1, 1), new Relu(), new Dense(1, 1)), new SquaredError());
    Batch batch = new Batch(new float[][] {{1}, {2}}, new float[][] {{1}, {1}}, new float[] {1, 1});
    GradientCheck check = new GradientCheck(network, Regularization.none(), batch.examples());
    float[] values = {-2, 2, 3, 0.5f}; // z is 0 in the first row, and -2 in the second.
    GradientReport report =
        check.compare(
            values,
            ParameterSample.of(network, Long.MAX_VALUE, 1),
            check.float64(values),
            check.float32(values, BLAS));
    assertThat(report.tensors()).extracting(TensorCheck::corners).containsExactly(1, 1, 0, 0);
    assertThat(report.tensors()).extracting(TensorCheck::checked).containsExactly(0, 0, 1, 1);
    assertThat(report.tensors())
        .extracting(tensor -> tensor.float64().verdict())
        .containsExactly(
            GradientVerdict.UNKNOWN,
            GradientVerdict.UNKNOWN,
            GradientVerdict.GREAT,
            GradientVerdict.GREAT);
    assertThat(report.corners()).isEqualTo(2);
    assertThat(report.worrying()).isEmpty();
  }

  /** Differences of what is no longer there have nothing but rounding. */
  @Test
  void aGradientThatVanishesIsUnknownAndNotWrong() {
    Network network =
        Network.multilayerPerceptron(
            4,
            List.of(5, 5, 5, 5, 5, 5),
            new Sigmoid(),
            new Network.Outputs(1, new SigmoidCrossEntropy()));
    float[] values = new Initializer(Initializer.Kind.NORMAL, 0.05).initialize(network, 1);
    GradientReport report = report(network, values);
    assertThat(report.worrying()).isEmpty();
    assertThat(report.tensors().get(1).float64().verdict()).isEqualTo(GradientVerdict.UNKNOWN);
    assertThat(report.float64().verdict()).isEqualTo(GradientVerdict.GREAT);
  }

  @Test
  void whatFloat32CannotHoldIsToWorryAbout() {
    float[] values = values(NETWORK);
    Range last = NETWORK.parameters().tensor("3.weight").range();
    Arrays.fill(values, last.from(), last.to(), 1e30f);
    Range output = NETWORK.parameters().tensor("5.weight").range();
    Arrays.fill(values, output.from(), output.to(), 1e30f);
    GradientReport report = report(NETWORK, values);
    assertThat(report.float32().verdict()).isEqualTo(GradientVerdict.WORRY);
  }

  @ParameterizedTest
  @CsvSource({
    "0, great",
    "1e-7, great",
    "9.9e-7, great",
    "1e-6, check",
    "1e-5, check",
    "9.9e-5, check",
    "1e-4, worry",
    "1e-3, worry",
    "1, worry",
    "NaN, worry"
  })
  void theVerdictIsThatOfTheNearestPowerOfTen(double error, String verdict) {
    assertThat(GradientVerdict.of(error)).hasToString(verdict);
  }

  /** norm(a - b) / (norm(a) + norm(b)) of a = (3, 4) and b = (3, 0): 4 / (5 + 3). */
  @Test
  void theErrorIsRelativeToBothNorms() {
    Norms norms = Norms.of(new double[] {9, 3, 4}, new int[] {1, 2}, new double[] {3, 0});
    assertThat(Comparison.ofFloat64(norms, 0).error()).isEqualTo(0.5);
    Norms none = Norms.of(new double[] {0}, new int[] {0}, new double[] {0});
    assertThat(Comparison.ofFloat64(none, 0))
        .isEqualTo(new Comparison(0, 0, GradientVerdict.GREAT));
  }

  @Test
  void aSampleHasEqualNumbersOfEachTensorAsFarAsItHasThem() {
    ParameterSample sample = ParameterSample.of(NETWORK, 60, 1);
    assertThat(sample.indices())
        .extracting(drawn -> drawn.length)
        .containsExactly(13, 6, 6, 14, 5, 13, 3);
    assertThat(sample.size()).isEqualTo(60);
    for (int t = 0; t < sample.tensors().size(); t++) {
      Range range = sample.tensors().get(t).range();
      assertThat(Arrays.stream(sample.indices().get(t)))
          .doesNotHaveDuplicates()
          .allMatch(i -> i >= range.from() && i < range.to());
    }
    assertThat(ParameterSample.of(NETWORK, 60, 1).indices())
        .containsExactlyElementsOf(sample.indices());
    assertThat(ParameterSample.of(NETWORK, 60, 2).indices().get(0))
        .isNotEqualTo(sample.indices().get(0));
  }

  @Test
  void aSampleHasOneOfEachTensorAtLeastAndAllAtMost() {
    assertThat(ParameterSample.of(NETWORK, 1, 1).indices()).allMatch(drawn -> drawn.length == 1);
    int trained = NETWORK.parameters().trained();
    for (long most : new long[] {trained, Long.MAX_VALUE}) {
      int[] all =
          ParameterSample.of(NETWORK, most, 1).indices().stream()
              .flatMapToInt(Arrays::stream)
              .toArray();
      assertThat(all).isEqualTo(IntStream.range(0, trained).toArray());
    }
  }

  @Test
  void ofASmallNetworkAllIsAffordableAndOfALargeOneSome() {
    assertThat(ParameterSample.affordable(NETWORK, 64)).isEqualTo(NETWORK.parameters().trained());
    Network large =
        Network.multilayerPerceptron(
            784, List.of(256, 128), new Relu(), new Network.Outputs(10, SOFTMAX));
    assertThat(ParameterSample.affordable(large, 64)).isBetween(50L, 500L);
  }

  @Test
  void examplesWithoutWeightHaveNoMean() {
    Batch batch = Batch.random(NETWORK, 2, 1).withWeights(0, 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GradientCheck(NETWORK, Regularization.none(), batch.examples()))
        .withMessage("there is no mean over examples that weigh 0.0");
  }
}
