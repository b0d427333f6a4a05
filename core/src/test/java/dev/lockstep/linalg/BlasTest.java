package dev.lockstep.linalg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Every backend against plain loops, on matrices that begin anywhere in their arrays. */
class BlasTest {
  private static final Map<BlasBackend, Blas> BACKENDS = new EnumMap<>(BlasBackend.class);

  static {
    for (BlasBackend backend : BlasBackend.values()) {
      BACKENDS.put(backend, backend.load());
    }
  }

  @Property
  void productsEqualPlainLoops(
      @ForAll BlasBackend backend,
      @ForAll @IntRange(min = 1, max = 70) int m,
      @ForAll @IntRange(min = 1, max = 70) int n,
      @ForAll @IntRange(min = 1, max = 70) int k,
      @ForAll long seed) {
    Random random = new Random(seed);
    Matrix x = randomMatrix(m, k, random);
    Matrix w = randomMatrix(n, k, random);
    Matrix y = randomMatrix(m, n, random);
    Matrix y0 = copy(y);
    blas(backend).addProductTransposed(x, w.data(), w.offset(), y);
    assertSum(y, y0, (r, c) -> dot(k, i -> x.get(r, i), i -> w.get(c, i)).plus(y0.get(r, c)));

    Matrix dx = randomMatrix(m, k, random);
    Matrix dx0 = copy(dx);
    // What a product overwrites may hold anything before.
    Arrays.fill(dx.data(), dx.offset(), dx.offset() + dx.size(), Float.NaN);
    blas(backend).multiply(y, w.data(), w.offset(), dx);
    assertSum(dx, dx0, (r, c) -> dot(n, i -> y.get(r, i), i -> w.get(i, c)));

    Matrix dw = randomMatrix(n, k, random);
    Matrix dw0 = copy(dw);
    blas(backend).addTransposedProduct(y, x, dw.data(), dw.offset());
    assertSum(dw, dw0, (r, c) -> dot(m, i -> y.get(i, r), i -> x.get(i, c)).plus(dw0.get(r, c)));

    Matrix sums = randomMatrix(1, n, random);
    Matrix sums0 = copy(sums);
    float[] ones = new float[m + random.nextInt(3)];
    Arrays.fill(ones, 1f);
    blas(backend).addColumnSums(y, ones, sums.data(), sums.offset());
    assertSum(sums, sums0, (r, c) -> dot(m, i -> y.get(i, c), i -> 1).plus(sums0.get(r, c)));
  }

  @Property(tries = 40)
  void aProductOverNoRowsChangesNothing(
      @ForAll BlasBackend backend,
      @ForAll @IntRange(min = 1, max = 9) int n,
      @ForAll @IntRange(min = 1, max = 9) int k,
      @ForAll long seed) {
    Matrix w = randomMatrix(n, k, new Random(seed));
    float[] before = w.data().clone();
    Matrix x = Matrix.zeros(0, k);
    Matrix y = Matrix.zeros(0, n);
    blas(backend).addProductTransposed(x, w.data(), w.offset(), y);
    blas(backend).multiply(y, w.data(), w.offset(), x);
    blas(backend).addTransposedProduct(y, x, w.data(), w.offset());
    blas(backend).addColumnSums(y, new float[0], w.data(), w.offset());
    assertThat(w.data()).isEqualTo(before);
  }

  private static Blas blas(BlasBackend backend) {
    return Objects.requireNonNull(BACKENDS.get(backend));
  }

  /** Normal numbers, in an array with up to 3 elements to spare on either side. */
  private static Matrix randomMatrix(int rows, int columns, Random random) {
    int offset = random.nextInt(4);
    float[] data = new float[offset + rows * columns + random.nextInt(4)];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) random.nextGaussian();
    }
    return Matrix.view(data, offset, rows, columns);
  }

  private static Matrix copy(Matrix matrix) {
    return Matrix.view(matrix.data().clone(), matrix.offset(), matrix.rows(), matrix.columns());
  }

  /** A sum in float64, with the number and the magnitude of its terms, which tell its error. */
  private record Exact(double value, double magnitude, int terms) {
    Exact plus(double term) {
      return new Exact(value + term, magnitude + Math.abs(term), terms + 1);
    }

    double error() {
      return terms * 0x1p-24 * magnitude;
    }
  }

  private interface Sum {
    Exact at(int row, int column);
  }

  private static Exact dot(int n, IntToDoubleFunction a, IntToDoubleFunction b) {
    Exact sum = new Exact(0, 0, 1);
    for (int i = 0; i < n; i++) {
      sum = sum.plus(a.applyAsDouble(i) * b.applyAsDouble(i));
    }
    return sum;
  }

  /** Each element within the worst case of rounding, and nothing outside the matrix changed. */
  private static void assertSum(Matrix actual, Matrix before, Sum expected) {
    for (int r = 0; r < actual.rows(); r++) {
      for (int c = 0; c < actual.columns(); c++) {
        Exact exact = expected.at(r, c);
        assertThat(Math.abs(actual.get(r, c) - exact.value()))
            .as("[%d, %d] is %s, expected %s", r, c, actual.get(r, c), exact.value())
            .isLessThanOrEqualTo(exact.error());
      }
    }
    int end = actual.offset() + actual.size();
    for (int i = 0; i < actual.data().length; i++) {
      if (i < actual.offset() || i >= end) {
        assertThat(actual.data()[i]).as("outside, at %d", i).isEqualTo(before.data()[i]);
      }
    }
  }
}
