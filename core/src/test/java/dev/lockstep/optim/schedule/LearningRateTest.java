package dev.lockstep.optim.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LearningRateTest {
  @Test
  void aConstantRateIsTheSameAtEveryStep() {
    LearningRate rate = new ConstantRate(0.3);
    assertThat(rate.at(0, 0)).isEqualTo(0.3).isEqualTo(rate.at(1L << 40, 1000));
  }

  @Test
  void inverseTimeDividesByOnePlusDecayTimesEpoch() {
    LearningRate rate = new InverseTimeRate(0.6, 0.5);
    assertThat(rate.at(0, 0)).isEqualTo(0.6);
    assertThat(rate.at(10, 2)).isEqualTo(0.3);
    assertThat(rate.at(99, 6)).isEqualTo(0.15);
    assertThat(rate.at(7, 3)).isEqualTo(rate.at(8, 3));
  }
}
