package dev.lockstep.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.linalg.Range;
import dev.lockstep.nn.Initializer.Kind;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Relu;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.nn.loss.SquaredError;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class InitializerTest {
  private static final Network NETWORK =
      Network.multilayerPerceptron(
          200, List.of(300, 300), new Relu(), new Network.Outputs(5, new SoftmaxCrossEntropy()));

  private static double deviation(Kind kind, double inputs, double outputs) {
    return switch (kind) {
      case ZEROS -> 0;
      case NORMAL -> 0.05;
      case LECUN, XAVIER -> 1 / Math.sqrt(inputs);
      case HE -> Math.sqrt(2 / inputs);
      case GLOROT -> Math.sqrt(2 / (inputs + outputs));
    };
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void weightsHaveMeanZeroAndTheDeviationOfTheirKind(Kind kind) {
    float[] parameters = new Initializer(kind, 0.05).initialize(NETWORK, 1);
    for (ParameterLayout.Tensor tensor : NETWORK.parameters().tensors()) {
      if (!tensor.role().isPenalised()) {
        continue;
      }
      double expected = deviation(kind, tensor.shape().get(1), tensor.shape().get(0));
      double n = tensor.range().length();
      double sum = 0;
      double squares = 0;
      for (int i = tensor.range().from(); i < tensor.range().to(); i++) {
        sum += parameters[i];
        squares += (double) parameters[i] * parameters[i];
      }
      // Four deviations of a sample's mean, s / sqrt(n), and of its deviation, s / sqrt(2n).
      assertThat(sum / n).isCloseTo(0, Offset.offset(4 * expected / Math.sqrt(n)));
      assertThat(Math.sqrt(squares / n))
          .isCloseTo(expected, Offset.offset(4 * expected / Math.sqrt(2 * n)));
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void biasesAreZero(Kind kind) {
    float[] parameters = new Initializer(kind, 1).initialize(NETWORK, 1);
    for (ParameterLayout.Tensor tensor : NETWORK.parameters().tensors()) {
      if (tensor.name().endsWith("bias")) {
        assertThat(values(parameters, tensor.range())).containsOnly(0f);
      }
    }
  }

  @Test
  void zerosArePositiveZeros() {
    for (float each : new Initializer(Kind.ZEROS, 1).initialize(NETWORK, 1)) {
      assertThat(Float.floatToRawIntBits(each)).isZero();
    }
  }

  @Test
  void layersAndSeedsDifferAndTheSameSeedGivesTheSameBits() {
    Initializer he = new Initializer(Kind.HE, 1);
    Network twice =
        new Network(
            50,
            List.of(new Dense(50, 50), new Dense(50, 50), new Dense(50, 1)),
            new SquaredError());
    float[] parameters = he.initialize(twice, 7);
    float[] first = values(parameters, twice.parameters().tensor("0.weight").range());
    float[] second = values(parameters, twice.parameters().tensor("1.weight").range());
    assertThat(equalElements(first, second)).isZero();
    assertThat(he.initialize(twice, 7)).isEqualTo(parameters);
    float[] other = values(he.initialize(twice, 8), twice.parameters().tensor("0.weight").range());
    assertThat(equalElements(first, other)).isZero();
  }

  @Test
  void aLayersWeightsDependOnItsIndexOnly() {
    Initializer he = new Initializer(Kind.HE, 1);
    Network one = new Network(6, List.of(new Dense(6, 4)), new SquaredError());
    Network two = new Network(6, List.of(new Dense(6, 4), new Dense(4, 1)), new SquaredError());
    Range range = one.parameters().tensor("0.weight").range();
    assertThat(values(he.initialize(two, 3), range))
        .isEqualTo(values(he.initialize(one, 3), range));
  }

  /** A change here, of this code or of a JDK, changes every model that is trained again. */
  @Test
  void aSeedMeansTheSameForever() {
    Network network =
        Network.multilayerPerceptron(
            3, List.of(4), new Relu(), new Network.Outputs(2, new SoftmaxCrossEntropy()));
    assertThat(new Initializer(Kind.HE, 1).initialize(network, 42))
        .startsWith(1.0642598f, -2.0038512f, 0.43656754f, 1.5632762f)
        .endsWith(-0.020765677f, 0.12892759f, 0.0f, 0.0f);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void theScaleMustBePositive(double scale) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Initializer(Kind.NORMAL, scale))
        .withMessage("the scale of an initializer must be positive, not " + scale);
  }

  @Test
  void kindsAreFoundByName() {
    for (Kind kind : Kind.values()) {
      assertThat(Kind.named(kind.toString())).isSameAs(kind);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Kind.named("kaiming"))
        .withMessage(
            "no initializer 'kaiming'; allowed: [zeros, normal, lecun, xavier, he, glorot]");
  }

  private static float[] values(float[] parameters, Range range) {
    return Arrays.copyOfRange(parameters, range.from(), range.to());
  }

  private static int equalElements(float[] a, float[] b) {
    int equal = 0;
    for (int i = 0; i < a.length; i++) {
      if (a[i] == b[i % b.length]) {
        equal++;
      }
    }
    return equal;
  }
}
