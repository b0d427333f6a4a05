package dev.lockstep.optim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class GradientClipTest {
  private static final double UNLIMITED = Double.POSITIVE_INFINITY;

  @Property
  void noElementExceedsTheValue(
      @ForAll @Size(max = 20) List<@FloatRange(min = -1e9f, max = 1e9f) Float> elements,
      @ForAll @DoubleRange(min = 0.01, max = 1000) double value) {
    float[] gradient = gradient(elements);
    float[] clipped = gradient.clone();
    new GradientClip(value, UNLIMITED).apply(clipped, clipped.length);
    for (int i = 0; i < gradient.length; i++) {
      float limit = (float) value;
      float expected =
          Math.abs(gradient[i]) <= limit ? gradient[i] : Math.copySign(limit, gradient[i]);
      assertThat(clipped[i]).isEqualTo(expected);
    }
  }

  @Property
  void theNormIsAtMostTheLimitAndTheDirectionStays(
      @ForAll @Size(max = 20) List<@FloatRange(min = -1e9f, max = 1e9f) Float> elements,
      @ForAll @DoubleRange(min = 0.01, max = 1000) double limit) {
    float[] gradient = gradient(elements);
    float[] clipped = gradient.clone();
    new GradientClip(UNLIMITED, limit).apply(clipped, clipped.length);
    double before = norm(gradient);
    if (before <= limit) {
      assertThat(clipped).isEqualTo(gradient);
      return;
    }
    // The factor and each product are rounded once.
    assertThat(norm(clipped)).isCloseTo(limit, Offset.offset(3 * 0x1p-24 * limit));
    for (int i = 0; i < gradient.length; i++) {
      double expected = gradient[i] * (limit / before);
      assertThat((double) clipped[i])
          .isCloseTo(expected, Offset.offset(3 * 0x1p-24 * Math.abs(expected) + Float.MIN_VALUE));
    }
  }

  @Test
  void theValueIsLimitedBeforeTheNorm() {
    float[] gradient = {300f, -4f};
    new GradientClip(3, 1).apply(gradient, gradient.length);
    assertThat(gradient[0]).isCloseTo((float) Math.sqrt(0.5), Offset.offset(1e-6f));
    assertThat(gradient[1]).isEqualTo(-gradient[0]);
  }

  @Test
  void theNormOfHugeElementsDoesNotOverflow() {
    float[] gradient = {3e38f, -3e38f};
    new GradientClip(UNLIMITED, 1).apply(gradient, gradient.length);
    assertThat(gradient[0]).isCloseTo((float) Math.sqrt(0.5), Offset.offset(1e-6f));
  }

  @Test
  void withoutLimitsNothingChangesAndANanStays() {
    float[] gradient = {3e38f, Float.NaN, -1f};
    GradientClip.none().apply(gradient, gradient.length);
    assertThat(gradient).containsExactly(3e38f, Float.NaN, -1f);
    new GradientClip(1, 1).apply(gradient, gradient.length);
    assertThat(gradient[1]).isNaN();
  }

  private static float[] gradient(List<Float> elements) {
    float[] gradient = new float[elements.size()];
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = elements.get(i);
    }
    return gradient;
  }

  private static double norm(float[] x) {
    double squares = 0;
    for (float each : x) {
      squares += (double) each * each;
    }
    return Math.sqrt(squares);
  }
}
