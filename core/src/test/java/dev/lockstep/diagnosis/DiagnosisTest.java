package dev.lockstep.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.metric.Measure;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The verdicts of the textbook, by its numbers. */
class DiagnosisTest {
  private static final OptionalDouble NONE = OptionalDouble.empty();

  /** As they come: 1 - accuracy. */
  private static OptionalDouble percent(double error) {
    return OptionalDouble.of(1 - (100 - error) / 100);
  }

  private static Diagnosis of(double target, double train, double dev) {
    return exact(target / 100, new Errors(percent(train), percent(dev), NONE));
  }

  private static Diagnosis exact(double target, Errors errors) {
    return new Diagnosis(target, errors, ExampleCounts.MANY);
  }

  /** Ng's classifier of cats: per cent. */
  @ParameterizedTest
  @CsvSource({
    "0, 1, 11, HIGH_VARIANCE",
    "0, 15, 16, HIGH_BIAS",
    "0, 15, 30, HIGH_BIAS_AND_VARIANCE",
    "0, 0.5, 1, JUST_RIGHT",
    "14, 15, 16, JUST_RIGHT",
    "14, 15, 30, HIGH_VARIANCE"
  })
  void theTextbookIsFollowed(double target, double train, double dev, Verdict verdict) {
    assertThat(of(target, train, dev).verdict()).hasValue(verdict);
  }

  @Test
  void theSameErrorsAreOfLowBiasWhereNobodyDoesMuchBetter() {
    assertThat(of(0, 15, 16).avoidableBias().getAsDouble()).isEqualTo(0.15, within(1e-12));
    assertThat(of(14, 15, 16).avoidableBias().getAsDouble()).isEqualTo(0.01, within(1e-12));
    assertThat(of(14, 15, 16).biasIsHigh()).isFalse();
    assertThat(of(14, 15, 16).variance().getAsDouble()).isEqualTo(0.01, within(1e-12));
  }

  /** Two points are not yet high, however 1 minus an accuracy is rounded. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 1, 7, 13, 28, 57})
  void highIsMoreThanTwoPoints(double train) {
    assertThat(of(train, train, train + 2).verdict()).hasValue(Verdict.JUST_RIGHT);
    assertThat(of(train, train, train + 2.001).verdict()).hasValue(Verdict.HIGH_VARIANCE);
    assertThat(of(train, train + 2, train).verdict()).hasValue(Verdict.JUST_RIGHT);
    assertThat(of(train, train + 2.001, train).verdict()).hasValue(Verdict.HIGH_BIAS);
  }

  @Test
  void aSplitThatIsBetterThanTheOneBeforeHasAGapBelowZero() {
    Diagnosis better = of(5, 4, 3);
    assertThat(better.avoidableBias().getAsDouble()).isEqualTo(-0.01, within(1e-12));
    assertThat(better.variance().getAsDouble()).isEqualTo(-0.01, within(1e-12));
    assertThat(better.verdict()).hasValue(Verdict.JUST_RIGHT);
  }

  @Test
  void aTestErrorFarAboveTheDevErrorTellsThatDevIsOverfitted() {
    Errors apart = new Errors(percent(1), percent(2), percent(6));
    Errors close = new Errors(percent(1), percent(2), percent(3));
    assertThat(exact(0, apart).devTestGap().getAsDouble()).isEqualTo(0.04, within(1e-12));
    assertThat(exact(0, apart).devOverfitted()).isTrue();
    assertThat(exact(0, close).devOverfitted()).isFalse();
  }

  /** Of a dev error of 10%, two standard errors over 900 examples are 2 points, over 30 are 11. */
  @Test
  void whatChanceExplainsIsNotHigh() {
    Errors errors = new Errors(percent(0), percent(10), percent(14.5));
    Diagnosis few = new Diagnosis(0, errors, new ExampleCounts(10_000, 900, 310));
    assertThat(few.devTestChance())
        .isEqualTo(2 * Math.sqrt(0.09 / 900 + 0.145 * 0.855 / 310), within(1e-12))
        .isEqualTo(0.0447, within(1e-3));
    assertThat(few.varianceChance()).isEqualTo(0.02, within(1e-12));
    assertThat(few.varianceIsHigh()).isTrue();
    Diagnosis fewer = new Diagnosis(0, errors, new ExampleCounts(10_000, 30, 310));
    assertThat(fewer.devOverfitted()).isFalse();
    assertThat(fewer.varianceIsHigh()).isFalse();
    assertThat(fewer.verdict()).hasValue(Verdict.JUST_RIGHT);
    assertThat(exact(0, errors).devOverfitted()).isTrue();
    assertThat(exact(0, errors).devTestChance()).isEqualTo(0, within(1e-9));
  }

  @Test
  void withoutADevSplitOnlyBiasIsTold() {
    Diagnosis high = exact(0, new Errors(percent(15), NONE, percent(30)));
    Diagnosis low = exact(0, new Errors(percent(1), NONE, percent(30)));
    assertThat(high.verdict()).hasValue(Verdict.HIGH_BIAS);
    assertThat(low.verdict()).hasValue(Verdict.LOW_BIAS);
    assertThat(low.variance()).isEmpty();
    assertThat(low.devTestGap()).isEmpty();
    assertThat(low.devOverfitted()).isFalse();
  }

  @Test
  void withoutATrainErrorThereIsNoVerdict() {
    assertThat(exact(0, new Errors(NONE, percent(3), percent(30))).verdict()).isEmpty();
  }

  @Test
  void anErrorIsWhatAccuracyOrElseR2Lacks() {
    assertThat(error(Map.of(Measure.ACCURACY, 0.75, Measure.LOSS, 3.0))).hasValue(0.25);
    assertThat(error(Map.of(Measure.R2, -0.5, Measure.RMSE, 3.0))).hasValue(1.5);
    assertThat(error(Map.of(Measure.LOSS, 3.0))).isEmpty();
  }

  private static OptionalDouble error(Map<Measure, Double> figures) {
    return Errors.of(
        measure -> figures.containsKey(measure) ? OptionalDouble.of(figures.get(measure)) : NONE);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.01, 1, Double.NaN})
  void aTargetErrorIsAShareBelowOne(double target) {
    assertThatThrownBy(() -> exact(target, Errors.NONE))
        .hasMessage("the target error must be a number in [0, 1), not " + target);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.01, Double.NaN, Double.POSITIVE_INFINITY})
  void anErrorIsANumberFromZero(double error) {
    OptionalDouble wrong = OptionalDouble.of(error);
    assertThatThrownBy(() -> new Errors(NONE, wrong, NONE))
        .hasMessage("the dev error must be a number from 0, not " + error);
  }

  @Test
  void verdictsHaveNamesForMachinesAndWordsForPeople() {
    assertThat(Verdict.HIGH_BIAS_AND_VARIANCE).hasToString("high_bias_and_variance");
    assertThat(Verdict.HIGH_BIAS_AND_VARIANCE.words()).isEqualTo("high bias and variance");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.NEGATIVE_INFINITY})
  void aFigureThatIsNoNumberTellsNoError(double figure) {
    for (Measure measure : new Measure[] {Measure.ACCURACY, Measure.R2}) {
      assertThat(Errors.of(asked -> asked == measure ? OptionalDouble.of(figure) : NONE)).isEmpty();
    }
  }
}
