package dev.lockstep.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.reference.TextbookActivation;
import dev.lockstep.testing.Kinds;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernels of the activations, at every magnitude and at the edges of float32. */
class ActivationTest {
  /** Units in the last place; measured over one in 61 of every float32: 1.19 and 1.83. */
  private static final double VALUE_ULPS = 2;

  /** Measured over one in 61 of every float32: 4.2. */
  private static final double SLOPE_ULPS = 6;

  /** One in some thousand of all positive floats, with every binade among them. */
  private static final int STRIDE = 1021;

  private static final float[] EDGES = {
    0f,
    Float.MIN_VALUE,
    Float.MIN_NORMAL,
    Math.nextDown(1f),
    1f,
    Math.nextUp(1f),
    9.02f,
    17.4f,
    45f,
    52f,
    88.7f,
    103.9f,
    104f,
    Float.MAX_VALUE,
    Float.POSITIVE_INFINITY
  };

  @Test
  void tanhAndItsSlopeAreRightToTwoAndSixUlpsEverywhere() {
    checkEverywhere(
        new Tanh(),
        Math::tanh,
        z -> {
          double e = Math.exp(-2 * Math.abs(z));
          return 4 * e / ((1 + e) * (1 + e));
        });
  }

  @Test
  void sigmoidAndItsSlopeAreRightToTwoAndSixUlpsEverywhere() {
    checkEverywhere(
        new Sigmoid(),
        z -> 1 / (1 + Math.exp(-z)),
        z -> {
          double e = Math.exp(-Math.abs(Math.min(z, 70)));
          return e / ((1 + e) * (1 + e));
        });
  }

  private static void checkEverywhere(
      Activation activation, DoubleUnaryOperator value, DoubleUnaryOperator slope) {
    float[] z = everywhere();
    float[] y = z.clone();
    float[] d = new float[z.length];
    activation.forward(y, d, 0, z.length);
    for (int i = 0; i < z.length; i++) {
      double expected = value.applyAsDouble(z[i]);
      double expectedSlope = slope.applyAsDouble(z[i]);
      if (!(ulps(y[i], expected) <= VALUE_ULPS && ulps(d[i], expectedSlope) <= SLOPE_ULPS)) {
        assertThat(y[i]).as("%s %s", activation, z[i]).isEqualTo((float) expected);
        assertThat(d[i]).as("slope of %s at %s", activation, z[i]).isEqualTo((float) expectedSlope);
      }
    }
  }

  /** Floats of every magnitude and the edges, each with its negative. */
  private static float[] everywhere() {
    int sampled = Float.floatToIntBits(Float.MAX_VALUE) / STRIDE;
    float[] both = new float[2 * (sampled + EDGES.length)];
    for (int i = 0; i < both.length / 2; i++) {
      both[2 * i] = i < sampled ? Float.intBitsToFloat(i * STRIDE) : EDGES[i - sampled];
      both[2 * i + 1] = -both[2 * i];
    }
    return both;
  }

  private static double ulps(float found, double expected) {
    return Math.abs(found - expected) / Math.ulp((float) expected);
  }

  @Test
  void tanhIsOddToTheSignOfZero() {
    float[] z = everywhere();
    float[] y = z.clone();
    new Tanh().forward(y, new float[z.length], 0, z.length);
    for (int i = 0; i < z.length; i += 2) {
      if (Float.floatToRawIntBits(y[i + 1]) != Float.floatToRawIntBits(-y[i])) {
        assertThat(y[i + 1]).as("tanh %s", z[i + 1]).isEqualTo(-y[i]);
      }
    }
  }

  @Test
  void slopesDoNotVanishWhereValuesHaveSaturated() {
    assertThat(forward(new Tanh(), 12f)).isEqualTo(1f);
    assertThat(derivative(new Tanh(), 12f, 1f)).isCloseTo(1.5100537e-10f, offset(1e-16f));
    assertThat(forward(new Sigmoid(), 20f)).isEqualTo(1f);
    assertThat(derivative(new Sigmoid(), 20f, 1f)).isCloseTo(2.0611537e-9f, offset(1e-15f));
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
    activation.forward(y, new float[67], 0, y.length);
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
      double value = new TextbookActivation(activation).value(z);
      double derivative = new TextbookActivation(activation).derivative(z);
      assertThat(forward(activation, z)).as("f(%s)", z).isCloseTo((float) value, offset(1e-6f));
      assertThat(derivative(activation, z, 1f))
          .as("f'(%s)", z)
          .isCloseTo((float) derivative, offset(1e-6f));
    }
  }

  private static Offset<Float> offset(float allowed) {
    return Offset.offset(allowed);
  }

  @ParameterizedTest
  @MethodSource("dev.lockstep.testing.Kinds#activations")
  void onlyTheRangeAskedForIsTouched(Activation activation) {
    float[] y = {-2f, -2f, -2f, -2f};
    float[] kept = {7f, 7f, 7f, 7f};
    activation.forward(y, kept, 1, 3);
    assertThat(y[0]).isEqualTo(-2f);
    assertThat(y[3]).isEqualTo(-2f);
    assertThat(kept[0]).isEqualTo(7f);
    assertThat(kept[3]).isEqualTo(7f);
    assertThat(kept[1] != 7f).isEqualTo(activation.keepsSlope());
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
    activation.forward(y, new float[1], 0, 1);
    return y[0];
  }

  /** dy f'(z). */
  private static float derivative(Activation activation, float z, float dy) {
    float[] y = {z};
    float[] slope = new float[1];
    activation.forward(y, slope, 0, 1);
    float[] d = {dy};
    activation.backward(activation.keepsSlope() ? slope : y, d, 0, 1);
    return d[0];
  }
}
