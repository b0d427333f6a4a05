package dev.lockstep.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class MatrixTest {
  @Test
  void aViewSharesItsArray() {
    float[] data = {0, 1, 2, 3, 4, 5, 6, 7};
    Matrix view = Matrix.view(data, 1, 3, 2);
    assertThat(view.get(0, 0)).isEqualTo(1);
    assertThat(view.get(2, 1)).isEqualTo(6);
    view.set(1, 0, 30f);
    assertThat(data).containsExactly(0, 1, 2, 30, 4, 5, 6, 7);
    assertThat(view.size()).isEqualTo(6);
    assertThat(view.row(2)).isEqualTo(5);
    assertThat(view).hasToString("Matrix[3, 2]");
  }

  @Test
  void aViewMustFitItsArray() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Matrix.view(new float[8], 3, 3, 2))
        .withMessage("a view [3, 2] from element 3 needs 9 elements; the array has 8");
    assertThatIllegalArgumentException().isThrownBy(() -> Matrix.view(new float[8], -1, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> Matrix.view(new float[8], 0, -1, 1));
    // Rows * columns beyond 2^31 must not wrap around to something small.
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Matrix.view(new float[8], 0, 1 << 16, 1 << 16));
  }

  @Test
  void aSliceSharesItsRowsWithTheMatrix() {
    Matrix matrix = Matrix.view(new float[] {0, 1, 2, 3, 4, 5, 6}, 1, 3, 2);
    Matrix slice = matrix.slice(1, 2);
    assertThat(slice.get(0, 0)).isEqualTo(3);
    slice.set(1, 1, 9);
    assertThat(matrix.get(2, 1)).isEqualTo(9);
    assertThatIllegalArgumentException().isThrownBy(() -> matrix.slice(2, 2));
  }

  @Test
  void rowsChangeUpToTheCapacityAndContentsStay() {
    Matrix matrix = Matrix.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
    assertThat(matrix.resize(1).rows()).isEqualTo(1);
    assertThat(matrix.size()).isEqualTo(2);
    assertThat(matrix.resize(0).size()).isZero();
    assertThat(matrix.resize(3).get(2, 1)).isEqualTo(6);
    assertThat(matrix.capacity()).isEqualTo(3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> matrix.resize(4))
        .withMessage("a matrix with room for 3 rows cannot hold 4");
    assertThatIllegalArgumentException().isThrownBy(() -> matrix.resize(-1));
  }
}
