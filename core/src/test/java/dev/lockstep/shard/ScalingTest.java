package dev.lockstep.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScalingTest {
  private static QuantileSketch values(double... values) {
    QuantileSketch sketch = new QuantileSketch(100);
    sketch.addAll(values, values.length);
    return sketch;
  }

  @Test
  void minAndMaxBecomeZeroAndOneAndOthersGoBeyond() {
    MinMaxScaler scaler = MinMaxScaler.of(values(20, 10, 14));
    assertThat(scaler).isEqualTo(new MinMaxScaler(10, 20));
    assertThat(new float[] {scaler.apply(10), scaler.apply(14), scaler.apply(20)})
        .containsExactly(0, 0.4f, 1);
    assertThat(new float[] {scaler.apply(0), scaler.apply(35)}).containsExactly(-1, 2.5f);
  }

  /** z / sqrt(1 + (z/3)^2): 1 becomes 3/sqrt(10), 3 becomes 3/sqrt(2), 4 becomes 12/5. */
  @Test
  void quartilesAreOneApartAndFarValuesAreClippedSmoothly() {
    RobustScaler scaler = RobustScaler.of(values(1, 2, 3, 4, 1000));
    assertThat(scaler).isEqualTo(new RobustScaler(3, 2));
    assertThat(scaler.linear(5)).isEqualTo(1);
    assertThat(scaler.apply(5)).isCloseTo((float) (3 / Math.sqrt(10)), within(1e-7f));
    assertThat(scaler.apply(-3)).isCloseTo((float) (-3 / Math.sqrt(2)), within(1e-6f));
    assertThat(scaler.apply(11)).isCloseTo(2.4f, within(1e-6f));
    assertThat(scaler.apply(3)).isZero();
    assertThat(scaler.apply(1e30)).isEqualTo(3);
    assertThat(scaler.apply(-Float.MAX_VALUE)).isEqualTo(-3);
  }

  @Test
  void whereQuartilesAreEqualHalfTheRangeIsTheScale() {
    assertThat(RobustScaler.of(values(0, 0, 0, 0, 0, 0, 0, 0, 10)))
        .isEqualTo(new RobustScaler(0, 5));
  }

  @Test
  void aConstantColumnBecomesZeroWhateverComesLater() {
    for (Scaling scaling :
        new Scaling[] {
          MinMaxScaler.of(values(7, 7)), RobustScaler.of(values(7, 7)), new Standardizer(7, 0)
        }) {
      assertThat(new float[] {scaling.apply(7), scaling.apply(-1e9)}).containsExactly(0, 0);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void whatIsNotFiniteScalesNothing(double wrong) {
    assertThatIllegalArgumentException().isThrownBy(() -> new MinMaxScaler(wrong, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new MinMaxScaler(1, wrong));
    assertThatIllegalArgumentException().isThrownBy(() -> new RobustScaler(wrong, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new RobustScaler(1, wrong));
  }

  @Test
  void whatIsTheWrongWayRoundScalesNothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MinMaxScaler(2, 1))
        .withMessageContaining("min at most max");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RobustScaler(2, -1))
        .withMessageContaining("at least 0");
  }

  @Test
  void kindsHaveTheNamesOfTheConfiguration() {
    assertThat(new MinMaxScaler(0, 1).kind()).hasToString("min_max");
    assertThat(new RobustScaler(0, 1).kind()).hasToString("robust");
    assertThat(new Standardizer(0, 2).kind()).hasToString("standard");
    assertThat(Standardizer.none().kind()).hasToString("none");
  }
}
