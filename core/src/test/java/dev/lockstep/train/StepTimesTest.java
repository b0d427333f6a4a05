package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.nn.GradientSum;
import org.junit.jupiter.api.Test;

/** Where the time of steps went. */
final class StepTimesTest {
  private static final double EXACT = 1e-12;

  private static GradientSum sum(long compute, long augment) {
    GradientSum sum = new GradientSum(1);
    sum.computeNanos(compute);
    sum.augmentNanos(augment);
    return sum;
  }

  private static void check(StepTimes times, double compute, double augment, double exchange) {
    assertThat(times.computeSeconds()).isEqualTo(compute, within(EXACT));
    assertThat(times.augmentSeconds()).isEqualTo(augment, within(EXACT));
    assertThat(times.exchangeSeconds()).isEqualTo(exchange, within(EXACT));
    assertThat(
            times.computeSeconds()
                + times.augmentSeconds()
                + times.exchangeSeconds()
                + times.optimizerSeconds()
                + times.otherSeconds())
        .isEqualTo(times.totalSeconds(), within(EXACT));
  }

  @Test
  void thePartsOfAStepAddUp() {
    StepTimes times = new StepTimes();
    times.add(sum(5_000_000, 2_000_000), 10_000_000, 1_000_000, 12_000_000);
    check(times, 0.005, 0.002, 0.003);
    assertThat(times.optimizerSeconds()).isEqualTo(0.001, within(EXACT));
    assertThat(times.otherSeconds()).isEqualTo(0.001, within(EXACT));
  }

  /** Work ahead of a step, while the driver was busy, costs only what the step waited for. */
  @Test
  void augmentationCountsAsFarAsItWasWaitedFor() {
    StepTimes times = new StepTimes();
    times.add(sum(5_000_000, 8_000_000), 10_000_000, 1_000_000, 12_000_000);
    check(times, 0.005, 0.005, 0);
  }
}
