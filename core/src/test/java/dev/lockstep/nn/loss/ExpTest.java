package dev.lockstep.nn.loss;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ExpTest {
  @Test
  void itIsWithinATrillionthOfTheTrueValue() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 2_000_000; i++) {
      double x = -150 * random.nextDouble();
      double expected = StrictMath.exp(x);
      assertThat(Math.abs(Exp.of(x) - expected)).isLessThanOrEqualTo(1e-12 * expected);
    }
  }

  @Test
  void endsAreExactOrVanish() {
    assertThat(Exp.of(0)).isEqualTo(1);
    assertThat(Exp.of(-0.0)).isEqualTo(1);
    assertThat((float) Exp.of(-1e30)).isZero();
    assertThat((float) Exp.of(Double.NEGATIVE_INFINITY)).isZero();
    assertThat(Exp.of(Double.NaN)).isNaN();
  }
}
