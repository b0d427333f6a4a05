package dev.lockstep.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loops on small whole numbers, whose sums are exact. */
class VectorsTest {
  @Test
  void loopsStayWithinTheirRange() {
    float[] y = {1, 2, 3, 4};
    Vectors.add(new float[] {10, 20, 30, 40}, y, 3);
    assertThat(y).containsExactly(11, 22, 33, 4);
    Vectors.scale(y, 2, 2f);
    assertThat(y).containsExactly(22, 44, 33, 4);
    Vectors.addScaled(new float[] {1, 1, 1, 1}, y, new Range(1, 3), -4f);
    assertThat(y).containsExactly(22, 40, 29, 4);
    Vectors.clamp(y, 3, 30f);
    assertThat(y).containsExactly(22, 30, 29, 4);
    Vectors.clear(y, 1, 3);
    assertThat(y).containsExactly(22, 0, 0, 4);
    double[] z = {1, 2};
    Vectors.add(new double[] {0.5, 0.25}, z);
    assertThat(z).containsExactly(1.5, 2.25);
  }

  @Test
  void clampingKeepsANanAndTheSign() {
    float[] x = {Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, -0.5f};
    Vectors.clamp(x, 4, 2f);
    assertThat(x[0]).isNaN();
    assertThat(x[1]).isEqualTo(-2f);
    assertThat(x[2]).isEqualTo(2f);
    assertThat(x[3]).isEqualTo(-0.5f);
  }

  @Test
  void theSumOfSquaresIsTakenInDouble() {
    float[] x = {4f, 1e30f, 1f, 1e-3f};
    assertThat(Vectors.sumOfSquares(x, new Range(1, 3))).isEqualTo((double) 1e30f * 1e30f + 1);
    assertThat(Vectors.sumOfSquares(x, new Range(2, 4))).isEqualTo(1 + (double) 1e-3f * 1e-3f);
    assertThat(Vectors.sumOfSquares(x, new Range(2, 2))).isZero();
  }

  @Test
  void shrinkingEndsAtZeroWithoutASign() {
    float[] x = {3f, -3f, 0.5f, -0.5f, 0.25f, -0f, Float.NaN, 9f};
    assertThat(Vectors.sumOfMagnitudes(x, new Range(0, 5))).isEqualTo(7.25);
    Vectors.shrink(x, new Range(0, 7), 0.5f);
    assertThat(x).containsExactly(2.5f, -2.5f, 0f, 0f, 0f, 0f, Float.NaN, 9f);
    assertThat(1 / x[3]).isEqualTo(Float.POSITIVE_INFINITY);
  }

  @Test
  void aRowIsRepeatedOverTheWholeMatrixOnly() {
    float[] data = new float[8];
    Vectors.repeat(new float[] {9, 1, 2, 9}, 1, Matrix.view(data, 1, 3, 2));
    assertThat(data).containsExactly(0, 1, 2, 1, 2, 1, 2, 0);
  }

  @ParameterizedTest
  @CsvSource({"0, 3", "1, 3", "2, 3", "5000, 1", "5000, 7", "3, 5000"})
  void aRowIsRepeatedAnyNumberOfTimes(int rows, int columns) {
    float[] row = new float[columns];
    for (int j = 0; j < columns; j++) {
      row[j] = j + 1;
    }
    float[] data = new float[rows * columns + 1];
    Vectors.repeat(row, 0, Matrix.of(data, rows, columns));
    for (int i = 0; i < rows * columns; i++) {
      assertThat(data[i]).isEqualTo(row[i % columns]);
    }
    assertThat(data[rows * columns]).isZero();
  }

  @Test
  void aRangeCountsItsIndicesAndRefusesToRunBackwards() {
    assertThat(new Range(3, 8).length()).isEqualTo(5);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Range(3, 2))
        .withMessage("no range [3, 2)");
    assertThatIllegalArgumentException().isThrownBy(() -> new Range(-1, 2));
  }
}
