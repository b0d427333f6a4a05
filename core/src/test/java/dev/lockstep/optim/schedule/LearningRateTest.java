package dev.lockstep.optim.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.optim.schedule.InverseSqrtRate.Per;
import dev.lockstep.optim.schedule.ManualRate.Change;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

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

  @Test
  void exponentialMultipliesOnceAnEpoch() {
    LearningRate rate = new ExponentialRate(0.2, 0.5);
    assertThat(rate.at(0, 0)).isEqualTo(0.2);
    assertThat(rate.at(9, 3)).isEqualTo(0.025).isEqualTo(rate.at(11, 3));
    assertThat(new ExponentialRate(1, 0.95).at(0, 2)).isEqualTo(0.9025, within(1e-15));
  }

  @Test
  void staircaseMultipliesOnceAStair() {
    LearningRate rate = new StaircaseRate(0.8, 0.5, 3);
    assertThat(rate.at(0, 2)).isEqualTo(0.8);
    assertThat(rate.at(0, 3)).isEqualTo(0.4).isEqualTo(rate.at(0, 5));
    assertThat(rate.at(0, 6)).isEqualTo(0.2);
  }

  @Test
  void inverseSqrtDividesByTheRootOfTheEpochOrStepUnderWay() {
    LearningRate byEpoch = new InverseSqrtRate(0.6, Per.EPOCH);
    assertThat(byEpoch.at(0, 0)).isEqualTo(0.6).isEqualTo(byEpoch.at(99, 0));
    assertThat(byEpoch.at(0, 3)).isEqualTo(0.3);
    LearningRate byStep = new InverseSqrtRate(0.6, Per.STEP);
    assertThat(byStep.at(0, 0)).isEqualTo(0.6);
    assertThat(byStep.at(3, 0)).isEqualTo(0.3);
    assertThat(byStep.at(8, 99)).isEqualTo(0.2, within(1e-16));
  }

  @Test
  void manualTakesTheLastChangeThatHasCome() {
    LearningRate rate = new ManualRate(1, List.of(new Change(2, 0.5), new Change(5, 0.7)));
    double[] rates = IntStream.range(0, 8).mapToDouble(epoch -> rate.at(0, epoch)).toArray();
    assertThat(rates).containsExactly(1, 1, 0.5, 0.5, 0.5, 0.7, 0.7, 0.7);
  }

  @Test
  void cosineIsHalfWayDownAfterHalfAPeriodAndRestartsAtItsEnd() {
    LearningRate rate = new CosineRate(0.5, 0.1, 10, 2);
    assertThat(rate.at(0, 0)).isEqualTo(0.5);
    assertThat(rate.at(5, 0)).isEqualTo(0.3, within(1e-15));
    assertThat(rate.at(9, 0)).isBetween(0.1, 0.12);
    assertThat(rate.at(10, 0)).isEqualTo(0.5);
    assertThat(rate.at(20, 0)).isEqualTo(0.3, within(1e-15));
    assertThat(rate.at(30, 0)).isEqualTo(0.5);
    assertThat(rate.at(50, 0)).isEqualTo(0.3, within(1e-15));
    LearningRate steady = new CosineRate(0.5, 0, 4, 1);
    assertThat(steady.at(4L << 40, 0)).isEqualTo(0.5);
    assertThat(steady.at((4L << 40) + 2, 0)).isEqualTo(0.25);
  }

  @Test
  void oneCycleIsHighestAtTheEndOfItsRiseAndLowestAtTheLastStep() {
    LearningRate rate = new OneCycleRate(0.1, 0.5, 0.01, 0.25, 20);
    assertThat(rate.at(0, 0)).isEqualTo(0.1, within(1e-15));
    assertThat(rate.at(2, 0)).isEqualTo(0.3, within(1e-15));
    assertThat(rate.at(4, 0)).isEqualTo(0.5);
    assertThat(rate.at(19, 0)).isEqualTo(0.01).isEqualTo(rate.at(20, 0));
    LearningRate shortest = new OneCycleRate(0.1, 0.5, 0, 0.25, 2);
    assertThat(shortest.at(0, 0)).isEqualTo(0.5);
    assertThat(shortest.at(1, 0)).isEqualTo(0);
  }

  @Test
  void warmUpRisesToTheScheduleWhoseStepsBeginAfterIt() {
    LearningRate rate = new WarmUp(new InverseSqrtRate(0.8, Per.STEP), 4);
    assertThat(rate.at(0, 0)).isEqualTo(0.2);
    assertThat(rate.at(2, 0)).isEqualTo(0.6, within(1e-15));
    assertThat(rate.at(3, 0)).isEqualTo(0.8).isEqualTo(rate.at(4, 0));
    assertThat(rate.at(7, 0)).isEqualTo(0.4);
  }

  @Test
  void epochsGoOnDuringTheWarmUp() {
    LearningRate rate = new WarmUp(new ExponentialRate(0.8, 0.5), 4);
    assertThat(rate.at(1, 1)).isEqualTo(0.2);
    assertThat(rate.at(4, 2)).isEqualTo(0.2);
  }

  static Stream<Arguments> wrongHyperparameters() {
    Change second = new Change(2, 1);
    return Stream.of(
        refused(() -> new ExponentialRate(0, 1), "a learning rate must be positive, not 0.0"),
        refused(() -> new ExponentialRate(1, 0), "decay must lie in (0, 1], not 0.0"),
        refused(() -> new StaircaseRate(1, 1.5, 1), "decay must lie in (0, 1], not 1.5"),
        refused(() -> new StaircaseRate(1, 1, 0), "every must be at least 1, not 0"),
        refused(
            () -> new InverseSqrtRate(-1, Per.STEP), "a learning rate must be positive, not -1.0"),
        refused(() -> new Change(0, 1), "the epoch of a change must be at least 1, not 0"),
        refused(() -> new Change(1, 0), "a learning rate must be positive, not 0.0"),
        refused(() -> new ManualRate(1, List.of()), "a table of learning rates must have a change"),
        refused(
            () -> new ManualRate(1, List.of(second, second)),
            "the epoch of the next change must be at least 3, not 2"),
        refused(
            () -> new CosineRate(0.1, 0.2, 1, 1),
            "the lowest learning rate must be at least 0 and at most the initial one, 0.1, not 0.2"),
        refused(() -> new CosineRate(1, 0, 0, 1), "period must be at least 1, not 0"),
        refused(() -> new CosineRate(1, 0, 1, 0), "multiplier must be at least 1, not 0"),
        refused(
            () -> new OneCycleRate(0.1, 0.05, 0, 0.5, 9),
            "the highest learning rate must be at least the initial one, 0.1, not 0.05"),
        refused(
            () -> new OneCycleRate(0.1, 0.2, Double.NaN, 0.5, 9),
            "the lowest learning rate must be at least 0 and at most the initial one, 0.1, not NaN"),
        refused(() -> new OneCycleRate(0.1, 0.2, 0, 1, 9), "rise must lie in (0, 1), not 1.0"),
        refused(() -> new OneCycleRate(0.1, 0.2, 0, 0.5, 1), "steps must be at least 2, not 1"),
        refused(() -> new WarmUp(new ConstantRate(1), 0), "steps must be at least 1, not 0"));
  }

  private static Arguments refused(ThrowingCallable construction, String message) {
    return Arguments.of(construction, message);
  }

  @ParameterizedTest
  @MethodSource("wrongHyperparameters")
  void wrongHyperparametersAreRefused(ThrowingCallable construction, String message) {
    assertThatIllegalArgumentException().isThrownBy(construction).withMessage(message);
  }
}
