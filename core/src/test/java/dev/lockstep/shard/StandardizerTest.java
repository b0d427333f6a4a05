package dev.lockstep.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandardizerTest {
  @Test
  void aStandardizedColumnHasMeanZeroAndDeviationOne() {
    double[] column = new Random(1).doubles(1000, -5, 90).toArray();
    Moments before = new Moments();
    for (double x : column) {
      before.add(x);
    }
    Standardizer standardizer = Standardizer.of(before);
    Moments after = new Moments();
    for (double x : column) {
      after.add(standardizer.apply(x));
    }
    // Each value is rounded to float32 once.
    assertThat(after.mean()).isCloseTo(0, Offset.offset(0x1p-24));
    assertThat(after.deviation()).isCloseTo(1, Offset.offset(0x1p-24));
  }

  @Test
  void valuesAreShiftedAndScaledInFloat64() {
    Standardizer standardizer = new Standardizer(1e9, 0.5);
    assertThat(standardizer.apply(1e9 + 0.25)).isEqualTo(0.5f);
    assertThat(standardizer.apply(1e9)).isZero();
    assertThat(standardizer.apply(Double.NaN)).isNaN();
  }

  @Test
  void aConstantColumnBecomesZero() {
    Standardizer constant = new Standardizer(7, 0);
    assertThat(constant.apply(7)).isZero();
    // What training never saw can have no meaning either.
    assertThat(constant.apply(8)).isZero();
  }

  @Test
  void noneLeavesValuesAsTheyAre() {
    assertThat(Standardizer.none().apply(-3.25)).isEqualTo(-3.25f);
  }

  @ParameterizedTest
  @CsvSource({"NaN, 1", "Infinity, 1", "0, NaN", "0, Infinity", "0, -1"})
  void impossibleMomentsAreRefused(double mean, double deviation) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Standardizer(mean, deviation))
        .withMessageContainingAll("must be finite", mean + ", " + deviation);
  }
}
