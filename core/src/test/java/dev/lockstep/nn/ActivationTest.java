package dev.lockstep.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.testing.Kinds;
import dev.lockstep.testing.TextbookNetwork;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernels of the activations, at every magnitude and at the edges of float32. */
class ActivationTest {
  /** Measured over every float32: 4.11e-7 at 5.83. */
  private static final double TANH_ERROR = 4.2e-7;

  /** Half of tanh's error, where it is halved, and one rounding at 1; measured: 2.02e-7. */
  private static final double SIGMOID_ERROR = 2.1e-7;

  /** One in some thousand of all positive floats, with every binade among them. */
  private static final int STRIDE = 4099;

  @Test
  void tanhIsCloseEverywhere() {
    for (int bits = 0; bits <= Float.floatToIntBits(Float.MAX_VALUE); bits += STRIDE) {
      float x = Float.intBitsToFloat(bits);
      double expected = Math.tanh(x);
      // Below the smallest normal float, the polynomial's product underflows.
      double allowed = Math.min(TANH_ERROR, 8e-7 * expected + Float.MIN_NORMAL);
      float y = Tanh.of(x);
      if (!(Math.abs(y - expected) <= allowed && y <= 1 && Tanh.of(-x) == -y)) {
        assertThat(y)
            .as("tanh %s; of its negative: %s", x, Tanh.of(-x))
            .isEqualTo((float) expected);
      }
    }
  }

  @Test
  void tanhTakesItsLimits() {
    assertThat(Tanh.of(Float.POSITIVE_INFINITY)).isEqualTo(1f);
    assertThat(Tanh.of(Float.NEGATIVE_INFINITY)).isEqualTo(-1f);
    assertThat(Tanh.of(8f)).isEqualTo(1f);
    assertThat(Tanh.of(Float.MAX_VALUE)).isEqualTo(1f);
    assertThat(Float.floatToRawIntBits(Tanh.of(-0f))).isEqualTo(Float.floatToRawIntBits(-0f));
  }

  @Test
  void sigmoidIsCloseEverywhere() {
    Activation sigmoid = new Sigmoid();
    for (int bits = 0; bits <= Float.floatToIntBits(Float.MAX_VALUE); bits += STRIDE) {
      for (float x : new float[] {Float.intBitsToFloat(bits), -Float.intBitsToFloat(bits)}) {
        float y = forward(sigmoid, x);
        double expected = 1 / (1 + Math.exp(-(double) x));
        if (!(Math.abs(y - expected) <= SIGMOID_ERROR && y >= 0 && y <= 1)) {
          assertThat(y).as("sigmoid %s", x).isEqualTo((float) expected);
        }
      }
    }
    assertThat(forward(sigmoid, 100f)).isEqualTo(1f);
    assertThat(forward(sigmoid, -100f)).isEqualTo(0f);
    assertThat(forward(sigmoid, 0f)).isEqualTo(0.5f);
  }

  @Test
  void everyActivationIsAmongThoseChecked() {
    assertThat(Kinds.classesOf(Kinds.activations())).isEqualTo(Kinds.classes(Activation.class));
  }

  @ParameterizedTest
  @MethodSource("dev.lockstep.testing.Kinds#activations")
  void aNanIsNeverHidden(Activation activation) {
    assertThat(forward(activation, Float.NaN)).isNaN();
    float[] y = new float[67];
    Arrays.fill(y, 1f);
    y[33] = Float.NaN;
    activation.forward(y, 0, y.length);
    assertThat(y[33]).isNaN();
    assertThat(y[32]).isNotNaN();
    // The derivative of the identity alone does not depend on where it is taken.
    assertThat(Float.isNaN(derivative(activation, Float.NaN, 1f)))
        .isEqualTo(!(activation instanceof Identity));
    assertThat(derivative(activation, 0.5f, Float.NaN)).isNaN();
  }

  @ParameterizedTest
  @MethodSource("dev.lockstep.testing.Kinds#activations")
  void valueAndDerivativeAgreeWithTheTextbook(Activation activation) {
    for (float z = -9f; z <= 9f; z += 0.0137f) {
      double value = TextbookNetwork.value(activation, z);
      double derivative = TextbookNetwork.derivative(activation, z);
      assertThat(forward(activation, z)).as("f(%s)", z).isCloseTo((float) value, offset(1e-6f));
      // 1 - y^2 takes twice the error of y.
      assertThat(derivative(activation, z, 1f))
          .as("f'(%s)", z)
          .isCloseTo((float) derivative, offset(2e-6f));
    }
  }

  private static Offset<Float> offset(float allowed) {
    return Offset.offset(allowed);
  }

  @ParameterizedTest
  @MethodSource("dev.lockstep.testing.Kinds#activations")
  void onlyTheRangeAskedForIsTouched(Activation activation) {
    float[] y = {-2f, -2f, -2f, -2f};
    activation.forward(y, 1, 3);
    assertThat(y[0]).isEqualTo(-2f);
    assertThat(y[3]).isEqualTo(-2f);
    float[] dy = {7f, 7f, 7f, 7f};
    float[] of = {0.5f, 0.5f, 0.5f, 0.5f};
    activation.backward(of, dy, 1, 3);
    assertThat(dy[0]).isEqualTo(7f);
    assertThat(dy[3]).isEqualTo(7f);
    assertThat(of).containsOnly(0.5f);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.MIN_VALUE, Float.MIN_NORMAL, 1e-20f, 1f, Float.MAX_VALUE})
  void reluHasSlopeOneAtEveryPositiveNumber(float z) {
    assertThat(forward(new Relu(), z)).isEqualTo(z);
    assertThat(derivative(new Relu(), z, 3f)).isEqualTo(3f);
    assertThat(forward(new LeakyRelu(0.01f), z)).isEqualTo(z);
    assertThat(derivative(new LeakyRelu(0.01f), z, 3f)).isEqualTo(3f);
  }

  @ParameterizedTest
  @ValueSource(floats = {0f, -0f, -Float.MIN_VALUE, -1e-20f, -1f, -Float.MAX_VALUE})
  void reluHasSlopeZeroAtZeroAndBelow(float z) {
    assertThat(forward(new Relu(), z)).isEqualTo(0f);
    assertThat(derivative(new Relu(), z, 3f)).isEqualTo(0f);
    assertThat(forward(new LeakyRelu(0.5f), z)).isEqualTo(0.5f * z);
    assertThat(derivative(new LeakyRelu(0.5f), z, 3f)).isEqualTo(1.5f);
  }

  @ParameterizedTest
  @ValueSource(floats = {0f, 1f, -0.1f, Float.NaN, Float.POSITIVE_INFINITY})
  void theSlopeOfLeakyReluLiesBetweenZeroAndOne(float slope) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LeakyRelu(slope))
        .withMessage("the slope of leaky_relu must lie in (0, 1), not " + slope);
  }

  private static float forward(Activation activation, float z) {
    float[] y = {z};
    activation.forward(y, 0, 1);
    return y[0];
  }

  /** dy f'(z). */
  private static float derivative(Activation activation, float z, float dy) {
    float[] y = {forward(activation, z)};
    float[] d = {dy};
    activation.backward(y, d, 0, 1);
    return d[0];
  }
}
