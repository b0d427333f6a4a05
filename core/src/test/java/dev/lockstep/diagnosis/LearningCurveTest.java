package dev.lockstep.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.diagnosis.LearningCurve.MoreData;
import dev.lockstep.diagnosis.LearningCurve.Point;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the last doubling of the data tells of the next. */
class LearningCurveTest {
  private static Point point(double share, double train, double dev) {
    Errors errors =
        new Errors(OptionalDouble.of(train), OptionalDouble.of(dev), OptionalDouble.empty());
    return new Point(share, (long) (1000 * share), 10, errors);
  }

  private static LearningCurve curve(double target, double train, double half, double all) {
    return new LearningCurve(
        target, List.of(point(0.25, 0, 0.9), point(0.5, 0, half), point(1, train, all)));
  }

  /** A twentieth of 0.2 is 0.01. */
  @ParameterizedTest
  @CsvSource({
    "0, 0.01, 0.2, 0.15, HELPS",
    "0, 0.01, 0.2, 0.189, HELPS",
    "0, 0.01, 0.2, 0.191, HELPS_LITTLE",
    "0, 0.01, 0.2, 0.21, HELPS_LITTLE",
    "0, 0, 0, 0, HELPS_LITTLE",
    "0, 0.1, 0.2, 0.15, BIAS_FIRST",
    "0.09, 0.1, 0.2, 0.15, HELPS"
  })
  void moreDataHelpsWhereTheLastDoublingDidAndVarianceIsTheLargerPart(
      double target, double train, double half, double all, MoreData verdict) {
    assertThat(curve(target, train, half, all).moreData()).hasValue(verdict);
  }

  @Test
  void withoutTheErrorOnHalfThereIsNoVerdict() {
    Point diverged = new Point(0.5, 500, 0, Errors.NONE);
    assertThat(new LearningCurve(0, List.of(diverged, point(1, 0, 0.1))).moreData()).isEmpty();
    assertThat(new LearningCurve(0, List.of(point(1, 0, 0.1))).moreData()).isEmpty();
  }

  @Test
  void sharesAscendToAll() {
    assertThatThrownBy(() -> new LearningCurve(0, List.of(point(0.5, 0, 0.1))))
        .hasMessage("a learning curve ends with all of the training split");
    assertThatThrownBy(
            () ->
                new LearningCurve(
                    0, List.of(point(0.5, 0, 0.1), point(0.25, 0, 0.1), point(1, 0, 0.1))))
        .hasMessage("the shares of a learning curve must ascend");
  }
}
