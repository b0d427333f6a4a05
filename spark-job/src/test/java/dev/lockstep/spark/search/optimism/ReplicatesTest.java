package dev.lockstep.spark.search.optimism;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.metric.Measure;
import dev.lockstep.spark.search.optimism.Replicates.Interval;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReplicatesTest {
  /** Two finalists, of which the first gains 0 to 99 thousandths in 100 replicates, mixed up. */
  private static Replicates of(Measure measure) {
    double[][] drawn = new double[100][];
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = new double[] {0.5 + 0.001 * (i * 37 % 100), 0.5};
    }
    return new Replicates(measure, new double[] {0.55, 0.5}, drawn);
  }

  @Test
  void anIntervalLeavesOutAsManyOnBothSides() {
    Interval gain = of(Measure.ACCURACY).gain(0, 1);
    assertThat(gain.low()).isCloseTo(0.002, within(1e-9));
    assertThat(gain.high()).isCloseTo(0.096, within(1e-9));
    Interval loss = of(Measure.LOSS).gain(0, 1);
    assertThat(loss.low()).isCloseTo(-0.097, within(1e-9));
    assertThat(loss.high()).isCloseTo(-0.003, within(1e-9));
    assertThat(of(Measure.LOSS).figure(0).low()).isCloseTo(0.502, within(1e-9));
  }

  @Test
  void theBestOfAReplicateFlattersItself() {
    // The first is the best, or as good, in all of them: 0.5 to 0.599, and 0.55 over all.
    assertThat(of(Measure.ACCURACY).optimism(2)).isCloseTo(0.5495 - 0.55, within(1e-9));
    // By the loss the second is, which is 0.5 everywhere; but for one in which they are equal.
    assertThat(of(Measure.LOSS).optimism(2)).isCloseTo(0.05 / 100, within(1e-9));
  }

  @Test
  void aMarginIsSureWhereTheIntervalHasNoZero() {
    assertThat(new Margin(0.1, Optional.of(new Interval(0.05, 0.2)), 1).isSure()).isTrue();
    assertThat(new Margin(-0.1, Optional.of(new Interval(-0.2, -0.05)), 1).isSure()).isTrue();
    assertThat(new Margin(0.1, Optional.of(new Interval(-0.05, 0.2)), 1).isSure()).isFalse();
    assertThat(Margin.plain(0.1).isSure()).isFalse();
    assertThat(Margin.plain(0.1).values()).containsOnlyKeys("amount");
  }
}
