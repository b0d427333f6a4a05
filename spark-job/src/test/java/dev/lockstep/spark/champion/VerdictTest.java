package dev.lockstep.spark.champion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.metric.Measure;
import dev.lockstep.spark.config.PublishConfig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a challenger takes the champion's place. */
final class VerdictTest {
  private static PublishConfig rules(double minimum) {
    return new PublishConfig("r", "n", Measure.ACCURACY, minimum, Map.of("g", 0.02));
  }

  private static Comparison comparison(
      double improvement, double lower, Comparison.Slice... slices) {
    Pair figures = new Pair(0.5, 0.5 + improvement);
    return new Comparison(
        Measure.ACCURACY, 1000, figures, lower, improvement + 0.1, List.of(slices));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.02, 0.01, true",
    "0, 0.02, 0, false",
    "0, 0.02, -0.01, false",
    "0.03, 0.02, 0.01, false",
    "0.0625, 0.0625, 0.01, true",
    "0.0625, 0.0625, 0, false",
    "-0.01, -0.005, -0.009, true",
    "-0.01, -0.005, -0.011, false",
    "-0.01, -0.02, -0.03, false",
    "0, NaN, NaN, false",
  })
  void aChallengerMustBeBetterByEnoughAndNotByChance(
      double minimum, double improvement, double lower, boolean better) {
    assertThat(Verdict.of(comparison(improvement, lower), rules(minimum)).better())
        .isEqualTo(better);
  }

  @ParameterizedTest
  @CsvSource({
    "100, 0.60, 0.57, WORSE",
    "100, 0.60, 0.59, FINE",
    "100, 0.60, 0.90, FINE",
    "99, 0.60, 0.10, FEW_ROWS",
  })
  void aSliceMustNotBeWorseByMoreThanIsAllowed(
      long rows, double champion, double challenger, Verdict.Judgement judgement) {
    Comparison.Slice slice = new Comparison.Slice("g", "x", rows, new Pair(champion, challenger));
    Verdict verdict = Verdict.of(comparison(0.1, 0.05, slice), rules(0));
    assertThat(verdict.slices().get(0).judgement()).isEqualTo(judgement);
    assertThat(verdict.better()).isEqualTo(judgement != Verdict.Judgement.WORSE);
  }

  @Test
  void theReasonNamesTheSliceAndBothSides() {
    Comparison.Slice slice = new Comparison.Slice("g", "x", 500, new Pair(0.75, 0.5));
    Verdict verdict = Verdict.of(comparison(0.1, 0.05, slice, slice), rules(0));
    assertThat(verdict.why())
        .isEqualTo(
            "accuracy is worse by 0.2500 where g is 'x', and only 0.02000 is allowed; and so are 1"
                + " slices more");
  }
}
