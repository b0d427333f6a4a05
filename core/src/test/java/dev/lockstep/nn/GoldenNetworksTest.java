package dev.lockstep.nn;

import static dev.lockstep.testing.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.linalg.Matrix;
import dev.lockstep.nn.JointBackprop.Part;
import dev.lockstep.nn.layer.BatchNorm;
import dev.lockstep.nn.layer.BatchNorm.Statistics;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Dropout;
import dev.lockstep.nn.layer.Identity;
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
import dev.lockstep.testing.Batch;
import dev.lockstep.testing.Golden;
import dev.lockstep.testing.Kinds;
import dev.lockstep.train.sum.NumberSum;
import dev.lockstep.train.sum.SummationTree;
import dev.lockstep.train.sum.SummationTree.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks against PyTorch's float64. */
class GoldenNetworksTest {
  /** Sums here have at most 11 terms: the largest error measured is 2e-7. */
  private static final double RELATIVE = 1e-5;

  static Stream<Named<JsonNode>> cases() {
    return StreamSupport.stream(Golden.read("networks.json").required("cases").spliterator(), false)
        .map(each -> Named.of(each.required("name").textValue(), each));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void outputLossAndGradientsAgreeWithPyTorch(JsonNode golden) {
    Case c = Case.of(golden);
    float[] ones = new float[c.batch().rows()];
    Arrays.fill(ones, 1f);
    c.check(golden.required("unweighted"), c.batch().withWeights(ones));
    c.check(golden.required("weighted"), c.batch());
    c.checkEvaluation(Golden.numbers(golden.required("eval_output")));
  }

  /**
   * Dropout, whose mask is a draw of Lockstep's own, and the identity have no numbers to compare.
   */
  @Test
  void everyLayerThatComputesHasARow() {
    List<Layer> layers = new ArrayList<>(List.of(new Dropout(0.5), new Identity()));
    List<Loss> losses = new ArrayList<>();
    cases()
        .map(each -> Case.of(each.getPayload()).network())
        .forEach(
            network -> {
              layers.addAll(network.layers());
              losses.add(network.loss());
            });
    assertThat(Kinds.classesOf(layers)).isEqualTo(Kinds.classes(Layer.class));
    assertThat(Kinds.classesOf(losses)).isEqualTo(Kinds.classes(Loss.class));
  }

  /** In parts, of which one has a single example and one none. */
  @ParameterizedTest
  @MethodSource("cases")
  void partsThatAreNormalizedTogetherAgreeWithPyTorchToo(JsonNode golden) {
    Case whole = Case.of(golden);
    Case c = new Case(synchronised(whole.network()), whole.parameters(), whole.batch());
    assertThat(c.network().needsWholeBatch()).isEqualTo(whole.network().needsWholePart());
    c.checkGradient(golden.required("weighted"), jointGradient(c));
  }

  private static Network synchronised(Network network) {
    List<Layer> layers = new ArrayList<>();
    for (Layer layer : network.layers()) {
      layers.add(
          layer instanceof BatchNorm norm
              ? new BatchNorm(norm.width(), norm.epsilon(), norm.momentum(), Statistics.SYNC)
              : layer);
    }
    return new Network(network.inputs(), layers, network.loss());
  }

  private static GradientSum jointGradient(Case c) {
    int rows = c.batch().rows();
    List<Part> parts = new ArrayList<>();
    List<GradientSum> sums = new ArrayList<>();
    for (Batch part :
        List.of(c.batch().slice(0, 1), c.batch().slice(1, 1), c.batch().slice(1, rows))) {
      Workspace workspace = new Workspace(c.network(), BlasBackend.AUTO.load(), rows);
      parts.add(new Part(Pass.training(0, 0), part.into(workspace)));
      sums.add(new GradientSum(c.parameters().length));
    }
    Node root = new SummationTree(parts.size()).root();
    new JointBackprop(c.network(), each -> NumberSum.of(root, each, 0))
        .gradient(c.parameters(), parts, sums);
    sums.get(0).add(sums.get(1));
    sums.get(0).add(sums.get(2));
    return sums.get(0);
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Case(Network network, float[] parameters, Batch batch) {
    static Case of(JsonNode golden) {
      List<Layer> layers = new ArrayList<>();
      golden.required("layers").forEach(layer -> layers.add(layer(layer)));
      int inputs = golden.required("x").required("shape").get(1).intValue();
      Network network = new Network(inputs, layers, loss(golden.required("loss").textValue()));
      float[] parameters = new float[network.parameters().size()];
      List<ParameterLayout.Tensor> tensors =
          network.parameters().tensors().stream()
              .filter(tensor -> tensor.role() != ParameterLayout.Role.BATCHES)
              .toList();
      for (ParameterLayout.Tensor tensor : tensors) {
        JsonNode values = golden.required("parameters").required(tensor.name());
        assertThat(tensor.shape()).as(tensor.name()).isEqualTo(shape(values));
        System.arraycopy(
            Golden.floats(values), 0, parameters, tensor.range().from(), tensor.range().length());
      }
      assertThat(tensors).hasSize(golden.required("parameters").size());
      float[] weights = Golden.floats(golden.required("weights"));
      int n = weights.length;
      return new Case(
          network,
          parameters,
          new Batch(
              rows(Golden.floats(golden.required("x")), n),
              rows(Golden.floats(golden.required("y")), n),
              weights));
    }

    void checkEvaluation(double[] expected) {
      Workspace workspace = new Workspace(network, BlasBackend.AUTO.load(), batch.rows());
      Matrix output = new Backprop(network).forward(parameters, batch.into(workspace));
      assertClose("output", Arrays.copyOf(output.data(), output.size()), expected, RELATIVE);
    }

    void check(JsonNode expected, Batch examples) {
      Workspace workspace = new Workspace(network, BlasBackend.AUTO.load(), examples.rows());
      Backprop backprop = new Backprop(network);
      GradientSum sum = new GradientSum(network.parameters().size());
      backprop.gradient(Pass.training(0, 0), parameters, examples.into(workspace), sum);
      checkGradient(expected, sum);
    }

    void checkGradient(JsonNode expected, GradientSum sum) {
      assertClose("loss", sum.meanLoss(), expected.required("loss").doubleValue(), RELATIVE);
      float[] mean = sum.mean();
      float[] moved = parameters.clone();
      new RunningStatistics(network).move(moved, mean);
      for (ParameterLayout.Tensor tensor : network.parameters().tensors()) {
        if (!tensor.role().isTrained()) {
          checkBuffer(tensor, moved, expected.required("running_after"));
          continue;
        }
        assertClose(
            tensor.name(),
            Arrays.copyOfRange(mean, tensor.range().from(), tensor.range().to()),
            Golden.numbers(expected.required("gradients").required(tensor.name())),
            RELATIVE);
      }
    }
  }

  private static void checkBuffer(
      ParameterLayout.Tensor tensor, float[] values, JsonNode expected) {
    float[] buffer = Arrays.copyOfRange(values, tensor.range().from(), tensor.range().to());
    if (tensor.role() == ParameterLayout.Role.BATCHES) {
      assertThat(buffer).containsExactly(1);
    } else {
      double[] after = Golden.numbers(expected.required(tensor.name()));
      assertClose(tensor.name(), buffer, after, RELATIVE);
    }
  }

  private static Layer layer(JsonNode json) {
    String type = json.required("type").textValue();
    return switch (type) {
      case "dense" ->
          new Dense(
              json.required("in").intValue(),
              json.required("out").intValue(),
              json.required("bias").booleanValue());
      case "batch_norm" ->
          new BatchNorm(
              json.required("size").intValue(),
              json.required("epsilon").floatValue(),
              json.required("momentum").floatValue());
      case "relu" -> new Relu();
      case "leaky_relu" -> new LeakyRelu(LeakyRelu.DEFAULT_SLOPE);
      case "tanh" -> new Tanh();
      case "sigmoid" -> new Sigmoid();
      default -> throw new AssertionError("the test cannot build a layer of type " + type);
    };
  }

  private static Loss loss(String kind) {
    return Stream.of(new SoftmaxCrossEntropy(), new SigmoidCrossEntropy(), new SquaredError())
        .filter(loss -> loss.kind().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  private static List<Integer> shape(JsonNode tensor) {
    List<Integer> shape = new ArrayList<>();
    tensor.required("shape").forEach(size -> shape.add(size.intValue()));
    return shape;
  }

  private static float[][] rows(float[] values, int n) {
    int width = values.length / n;
    float[][] rows = new float[n][];
    for (int r = 0; r < n; r++) {
      rows[r] = Arrays.copyOfRange(values, r * width, (r + 1) * width);
    }
    return rows;
  }
}
