package dev.lockstep.spark.report.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Times are in milliseconds from step to step. */
final class PaceTest {
  private static double millisecondsPerStep(long... gaps) {
    Pace pace = new Pace(7);
    long now = 7;
    for (long gap : gaps) {
      now += gap * 1_000_000;
      pace.step(now);
    }
    return pace.secondsPerStep() * 1000;
  }

  @Test
  void aStandstillAndTheFirstStepDoNotCount() {
    assertThat(millisecondsPerStep(3000, 10, 20, 30, 60_000, 20)).isEqualTo(20);
  }

  @Test
  void theFirstStepCountsWhileThereIsNoOther() {
    assertThat(millisecondsPerStep(3000)).isEqualTo(3000);
  }

  @Test
  void stepsThatHaveBecomeSlowCount() {
    long[] gaps =
        LongStream.concat(LongStream.of(5, 10), LongStream.generate(() -> 4000).limit(1000))
            .toArray();
    assertThat(millisecondsPerStep(gaps)).isGreaterThan(3990);
  }

  @Test
  void stepsOfAnEarlierProcessDoNotCount() {
    Pace pace = new Pace(7);
    pace.begin(1000);
    pace.step(7 + 500_000_000);
    pace.step(7 + 1_000_000_000);
    assertThat(pace.stepsPerSecond(1002)).isEqualTo(2);
  }
}
