package dev.lockstep.nn;

import static dev.lockstep.testing.Closeness.ROUNDING;
import static dev.lockstep.testing.Closeness.assertClose;
import static dev.lockstep.testing.Closeness.widen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.sun.management.ThreadMXBean;
import dev.lockstep.check.Rounding;
import dev.lockstep.linalg.Blas;
import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.linalg.Matrix;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Layer;
import dev.lockstep.nn.layer.LeakyRelu;
import dev.lockstep.nn.layer.Pass;
import dev.lockstep.nn.layer.Relu;
import dev.lockstep.nn.layer.Sigmoid;
import dev.lockstep.nn.layer.Tanh;
import dev.lockstep.nn.loss.Loss;
import dev.lockstep.nn.loss.SigmoidCrossEntropy;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.nn.loss.SquaredError;
import dev.lockstep.reference.TextbookNetwork;
import dev.lockstep.testing.Batch;
import dev.lockstep.testing.Kinds;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Backpropagation in float32 against the textbook in float64. */
class BackpropTest {
  private static final Blas BLAS = BlasBackend.AUTO.load();

  static Stream<Arguments> layersAndLosses() {
    return Kinds.layers().stream()
        .flatMap(layer -> Kinds.losses().stream().map(loss -> Arguments.of(layer, loss)));
  }

  @ParameterizedTest
  @MethodSource("layersAndLosses")
  void everyLayerAndLossAgreesWithTheTextbook(Layer layer, Loss loss) {
    assertAgreesWithTextbook(
        new Network(4, List.of(new Dense(4, Kinds.WIDTH), layer, new Dense(Kinds.WIDTH, 3)), loss),
        17);
  }

  @ParameterizedTest
  @MethodSource("dev.lockstep.testing.Kinds#smoothedLosses")
  void smoothedTargetsAgreeWithTheTextbook(Loss loss) {
    assertAgreesWithTextbook(
        Network.multilayerPerceptron(4, List.of(6), new Tanh(), new Network.Outputs(3, loss)), 17);
  }

  @ParameterizedTest
  @MethodSource("layersAndLosses")
  void everyLayerCanComeFirst(Layer layer, Loss loss) {
    assertAgreesWithTextbook(
        new Network(Kinds.WIDTH, List.of(layer, new Dense(Kinds.WIDTH, 2)), loss), 9);
  }

  @ParameterizedTest
  @MethodSource("layersAndLosses")
  void everyLayerCanComeTwiceAndLast(Layer layer, Loss loss) {
    assertAgreesWithTextbook(
        new Network(5, List.of(new Dense(5, Kinds.WIDTH), layer, layer), loss), 9);
  }

  static Stream<Network> unusualNetworks() {
    Loss softmax = new SoftmaxCrossEntropy();
    return Stream.of(
        new Network(7, List.of(new Dense(7, 3)), softmax),
        new Network(7, List.of(new Dense(7, 3, false)), softmax),
        new Network(1, List.of(new Dense(1, 1)), new SquaredError()),
        new Network(
            1, List.of(new Dense(1, 1), new Tanh(), new Dense(1, 1)), new SigmoidCrossEntropy()),
        new Network(
            3,
            List.of(new Tanh(), new Sigmoid(), new Dense(3, 4, false), new Tanh(), new Relu()),
            softmax),
        new Network(3, List.of(new Dense(3, 8), new Dense(8, 8, false), new Dense(8, 2)), softmax),
        Network.multilayerPerceptron(
            6, List.of(9, 8, 7, 6), new LeakyRelu(0.2f), new Network.Outputs(4, softmax)));
  }

  @ParameterizedTest
  @MethodSource("unusualNetworks")
  void unusualNetworksAgreeWithTheTextbook(Network network) {
    assertAgreesWithTextbook(network, 1);
    assertAgreesWithTextbook(network, 13);
  }

  @ParameterizedTest
  @CsvSource({"3000, 7", "1, 5000", "100, 333", "1, 1"})
  void anyWidthAndNumberOfRowsAgreesWithTheTextbook(int width, int rows) {
    assertAgreesWithTextbook(
        Network.multilayerPerceptron(
            3, List.of(width), new Tanh(), new Network.Outputs(2, new SoftmaxCrossEntropy())),
        rows);
  }

  private static void assertAgreesWithTextbook(Network network, int rows) {
    float[] parameters = new Initializer(Initializer.Kind.NORMAL, 0.6).initialize(network, 3);
    for (ParameterLayout.Tensor tensor : network.parameters().tensors()) {
      if (tensor.role().isTrained() && !tensor.role().isPenalised()) {
        Arrays.fill(parameters, tensor.range().from(), tensor.range().to(), 0.1f);
      }
    }
    Batch batch = Batch.random(network, rows, 4);
    TextbookNetwork textbook = new TextbookNetwork(network);
    double relative = Rounding.float32(network, rows);
    Workspace workspace = batch.into(new Workspace(network, BLAS, rows));
    Matrix output = new Backprop(network).forward(parameters, workspace);
    double[][] expected = textbook.forward(widen(parameters), batch.x());
    assertClose(
        "output",
        Arrays.copyOf(output.data(), output.size()),
        Arrays.stream(expected).flatMapToDouble(Arrays::stream).toArray(),
        relative);
    GradientSum sum = gradient(network, parameters, batch);
    assertClose("loss", sum.loss(), textbook.loss(widen(parameters), batch.examples()), relative);
    double[] gradient = textbook.gradient(widen(parameters), batch.examples());
    // Of what comes before batch norm, large terms cancel: what is far less than they are is not
    // known by its digits.
    double floor =
        network.needsWholePart() ? relative * norm(gradient, network.parameters().trained()) : 0;
    for (ParameterLayout.Tensor tensor : network.parameters().tensors()) {
      int from = tensor.range().from();
      int to = tensor.range().to();
      assertClose(
          tensor.name(),
          Arrays.copyOfRange(sum.gradient(), from, to),
          Arrays.copyOfRange(gradient, from, to),
          relative,
          floor);
    }
    assertThat(sum.count()).isEqualTo(rows);
    assertClose(
        "weight",
        sum.weight(),
        IntStream.range(0, rows).mapToDouble(r -> batch.w()[r]).sum(),
        1e-12);
  }

  private static double norm(double[] of, int n) {
    return Math.sqrt(Arrays.stream(of, 0, n).map(x -> x * x).sum());
  }

  private static GradientSum gradient(Network network, float[] parameters, Batch batch) {
    GradientSum sum = new GradientSum(network.parameters().size());
    Workspace workspace = new Workspace(network, BLAS, batch.rows());
    new Backprop(network).gradient(Pass.training(0, 0), parameters, batch.into(workspace), sum);
    return sum;
  }

  private static final Loss SOFTMAX = new SoftmaxCrossEntropy();
  private static final Network SMALL =
      Network.multilayerPerceptron(5, List.of(8, 4), new Tanh(), new Network.Outputs(3, SOFTMAX));
  private static final float[] PARAMETERS =
      new Initializer(Initializer.Kind.XAVIER, 1).initialize(SMALL, 1);

  @Property
  void anySplitOfTheBatchGivesTheSameGradient(
      @ForAll @IntRange(min = 1, max = 60) int rows,
      @ForAll @IntRange(max = 60) int first,
      @ForAll @IntRange(max = 60) int second,
      @ForAll long seed) {
    Batch batch = Batch.random(SMALL, rows, seed);
    int a = Math.min(Math.min(first, second), rows);
    int b = Math.min(Math.max(first, second), rows);
    GradientSum parts = gradient(SMALL, PARAMETERS, batch.slice(0, a));
    parts.add(gradient(SMALL, PARAMETERS, batch.slice(a, b)));
    parts.add(gradient(SMALL, PARAMETERS, batch.slice(b, rows)));
    GradientSum whole = gradient(SMALL, PARAMETERS, batch);
    assertThat(parts.count()).isEqualTo(whole.count());
    assertClose("weight", parts.weight(), whole.weight(), 1e-12);
    assertClose("loss", parts.loss(), whole.loss(), 1e-12);
    // Two orders of a sum of at most 60 terms.
    assertClose("gradient", parts.gradient(), widen(whole.gradient()), 60 * ROUNDING);
  }

  @Property
  void anExampleOfWeightKCountsAsKExamples(
      @ForAll @IntRange(min = 1, max = 5) int k, @ForAll long seed) {
    Batch one = Batch.random(SMALL, 1, seed);
    float[][] x = new float[k][];
    float[][] y = new float[k][];
    float[] w = new float[k];
    Arrays.fill(x, one.x()[0]);
    Arrays.fill(y, one.y()[0]);
    Arrays.fill(w, 1f);
    GradientSum weighted = gradient(SMALL, PARAMETERS, one.withWeights(k));
    GradientSum repeated = gradient(SMALL, PARAMETERS, new Batch(x, y, w));
    assertThat(weighted.weight()).isEqualTo(repeated.weight());
    assertClose("loss", weighted.loss(), repeated.loss(), 1e-12);
    assertClose("gradient", weighted.gradient(), widen(repeated.gradient()), 16 * ROUNDING);
  }

  @Test
  void examplesWithoutWeightAddNothingButTheirNumber() {
    GradientSum sum =
        gradient(SMALL, PARAMETERS, Batch.random(SMALL, 3, 1).withWeights(0f, 0f, 0f));
    assertThat(sum.gradient()).containsOnly(0f);
    assertThat(sum.loss()).isZero();
    assertThat(sum.weight()).isZero();
    assertThat(sum.count()).isEqualTo(3);
    assertThat(sum.isWeightless()).isTrue();
    assertThatIllegalStateException()
        .isThrownBy(sum::mean)
        .withMessage("there is no mean over 3 examples whose total weight is 0");
    assertThatIllegalStateException().isThrownBy(sum::meanLoss);
  }

  @Test
  void anEmptyBatchAddsNothing() {
    for (int capacity : new int[] {0, 4}) {
      GradientSum sum = gradient(SMALL, PARAMETERS, Batch.random(SMALL, 4, 1));
      float[] before = sum.gradient().clone();
      Workspace workspace = new Workspace(SMALL, BLAS, capacity).resize(0);
      new Backprop(SMALL).gradient(Pass.training(0, 0), PARAMETERS, workspace, sum);
      assertThat(sum.gradient()).isEqualTo(before);
      assertThat(sum.count()).isEqualTo(4);
    }
  }

  @Test
  void aSumAccumulatesUntilItIsCleared() {
    Batch batch = Batch.random(SMALL, 6, 1);
    GradientSum once = gradient(SMALL, PARAMETERS, batch);
    GradientSum sum = new GradientSum(SMALL.parameters().size());
    Workspace workspace = batch.into(new Workspace(SMALL, BLAS, 6));
    Backprop backprop = new Backprop(SMALL);
    backprop.gradient(Pass.training(0, 0), PARAMETERS, workspace, sum);
    backprop.gradient(Pass.training(0, 0), PARAMETERS, workspace, sum);
    assertThat(sum.loss()).isEqualTo(2 * once.loss());
    assertThat(sum.count()).isEqualTo(12);
    double[] twice = Arrays.stream(widen(once.gradient())).map(g -> 2 * g).toArray();
    assertClose("gradient", sum.gradient(), twice, 16 * ROUNDING);
    sum.clear();
    assertThat(sum.gradient()).containsOnly(0f);
    assertThat(sum.loss() + sum.weight() + sum.count()).isZero();
    backprop.gradient(Pass.training(0, 0), PARAMETERS, workspace, sum);
    assertThat(sum.gradient()).isEqualTo(once.gradient());
  }

  @Test
  void batchesOfWholePiecesAddUpToTheBitsOfOneBatch() {
    int rows = 3 * Workspace.PIECE_ROWS + 7;
    int some = 2 * Workspace.PIECE_ROWS;
    Batch batch = Batch.random(SMALL, rows, 1);
    GradientSum parts = new GradientSum(SMALL.parameters().size());
    for (Batch part : List.of(batch.slice(0, some), batch.slice(some, rows))) {
      Workspace workspace = part.into(new Workspace(SMALL, BLAS, some));
      new Backprop(SMALL).gradient(Pass.training(0, 0), PARAMETERS, workspace, parts);
    }
    assertThat(parts.gradient()).isEqualTo(gradient(SMALL, PARAMETERS, batch).gradient());
  }

  @Test
  void aWorkspaceHasTheLayersOfOnePiece() {
    Network network =
        Network.multilayerPerceptron(
            784, List.of(2048, 2048), new Relu(), new Network.Outputs(10, SOFTMAX));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    Workspace workspace = new Workspace(network, BLAS, 4096);
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(workspace.capacity()).isEqualTo(4096);
    long batch = 4L * 4096 * (784 + 1 + 1);
    long piece = 4L * Workspace.PIECE_ROWS * 2 * (2048 + 2048 + 10);
    assertThat(bytes).isBetween(batch + piece, batch + piece + 100_000);
  }

  @ParameterizedTest
  @EnumSource(BlasBackend.class)
  void aWorkspaceRemembersNothing(BlasBackend backend) {
    Network network =
        new Network(
            5, List.of(new Dense(5, 4, false), new Tanh(), new Relu(), new Dense(4, 3)), SOFTMAX);
    float[] parameters = new Initializer(Initializer.Kind.XAVIER, 1).initialize(network, 1);
    Batch batch = Batch.random(network, 300, 1);
    Batch poison = Batch.random(network, 700, 2);
    for (float[] row : poison.x()) {
      Arrays.fill(row, Float.NaN);
    }
    Blas blas = backend.load();
    Backprop backprop = new Backprop(network);
    Workspace used = new Workspace(network, blas, 700);
    GradientSum poisoned = new GradientSum(network.parameters().size());
    backprop.gradient(Pass.training(0, 0), parameters, poison.into(used), poisoned);
    assertThat(poisoned.loss()).isNaN();
    GradientSum again = new GradientSum(network.parameters().size());
    backprop.gradient(Pass.training(0, 0), parameters, batch.into(used), again);
    GradientSum fresh = new GradientSum(network.parameters().size());
    backprop.gradient(
        Pass.training(0, 0), parameters, batch.into(new Workspace(network, blas, 300)), fresh);
    assertThat(again.gradient()).isEqualTo(fresh.gradient());
    assertThat(again.loss()).isEqualTo(fresh.loss());
  }

  @Test
  void nanInOneFeatureReachesTheLossThroughEveryLayer() {
    for (Layer layer : Kinds.layers()) {
      Network network =
          new Network(
              4,
              List.of(new Dense(4, Kinds.WIDTH), layer, new Dense(Kinds.WIDTH, 3)),
              new SoftmaxCrossEntropy());
      float[] parameters = new Initializer(Initializer.Kind.HE, 1).initialize(network, 1);
      Batch batch = Batch.random(network, 5, 1);
      batch.x()[3][2] = Float.NaN;
      assertThat(gradient(network, parameters, batch).loss()).as("%s", layer).isNaN();
    }
  }

  @Test
  void parametersAndExamplesAreNotModified() {
    Batch batch = Batch.random(SMALL, 6, 1);
    float[] parameters = PARAMETERS.clone();
    Workspace workspace = batch.into(new Workspace(SMALL, BLAS, 6));
    float[] features = workspace.features().data().clone();
    float[] targets = workspace.targets().data().clone();
    new Backprop(SMALL)
        .gradient(
            Pass.training(0, 0), parameters, workspace, new GradientSum(SMALL.parameters().size()));
    assertThat(parameters).isEqualTo(PARAMETERS);
    assertThat(workspace.features().data()).isEqualTo(features);
    assertThat(workspace.targets().data()).isEqualTo(targets);
  }

  @Test
  void aGradientAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Pass pass = Pass.training(0, 0);
    Backprop backprop = new Backprop(SMALL);
    Workspace workspace = Batch.random(SMALL, 50, 1).into(new Workspace(SMALL, BLAS, 50));
    GradientSum sum = new GradientSum(SMALL.parameters().size());
    backprop.gradient(pass, PARAMETERS, workspace, sum);
    int steps = 1000;
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < steps; i++) {
      backprop.gradient(pass, PARAMETERS, workspace, sum);
    }
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;
    // Less than the smallest object in each step: the rest is the JVM's own.
    assertThat(bytes).isLessThan(16L * steps);
  }
}
