package dev.lockstep.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import dev.lockstep.linalg.Matrix;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Batches of images as shards hold them. */
final class AugmenterTest {
  private static final ImageShape SHAPE = new ImageShape(2, 6, 7);
  private static final int SIZE = 84;

  private static final List<Transform> ALL =
      List.of(
          new Mirror(0.5),
          new Scale(0.8, 1.25),
          new Rotate(20),
          new Shift(2),
          new Elastic(8, 2),
          new Noise(3),
          new Cutout(2));

  private static final List<Transform> MOVES = List.of(new Mirror(0.5), new Shift(2));

  static List<List<Transform>> transforms() {
    return List.of(MOVES, ALL, List.of(new Noise(1)), List.of(new Rotate(30)));
  }

  private static Augmenter augmenter(List<Transform> transforms, PixelScale scale, long seed) {
    return new Augmenter(new Augmentation(SHAPE, scale, transforms), seed, 3);
  }

  private static PixelScale none() {
    double[] ones = new double[SIZE];
    Arrays.fill(ones, 1);
    return new PixelScale(new double[SIZE], ones);
  }

  /** Rows of brightnesses from 1 to 255. */
  private static Matrix batch(int rows) {
    return Matrix.of(GeometryTest.random((long) rows * SIZE, 5), rows, SIZE);
  }

  private static float[] augmented(List<Transform> transforms, int epoch, long position) {
    Matrix batch = batch(1);
    augmenter(transforms, none(), 1).apply(batch, epoch, position);
    return batch.data();
  }

  /** Changed as the table has them and then scaled, or scaled and then changed. */
  @ParameterizedTest
  @MethodSource("transforms")
  void scaledFeaturesAreChangedAsTheTablesPixelsAre(List<Transform> transforms) {
    Random random = new Random(2);
    double[] means = random.doubles(SIZE, 0, 200).toArray();
    double[] deviations = random.doubles(SIZE, 10, 80).toArray();
    deviations[11] = 0;
    Matrix raw = batch(20);
    // A constant pixel has its mean in every row.
    for (int r = 0; r < 20; r++) {
      raw.set(r, 11, (float) means[11]);
    }
    Matrix scaled = Matrix.zeros(20, SIZE);
    scale(raw, scaled, means, deviations);
    augmenter(transforms, none(), 1).apply(raw, 4, 100);
    augmenter(transforms, new PixelScale(means, deviations), 1).apply(scaled, 4, 100);
    Matrix expected = Matrix.zeros(20, SIZE);
    scale(raw, expected, means, deviations);
    for (int i = 0; i < 20 * SIZE; i++) {
      // Brightnesses up to 300, to 6e-8 of that at each of some four roundings, over 10.
      assertThat(scaled.data()[i]).isCloseTo(expected.data()[i], within(1e-5f));
    }
  }

  private static void scale(Matrix from, Matrix into, double[] means, double[] deviations) {
    for (int i = 0; i < from.size(); i++) {
      int j = i % SIZE;
      into.data()[i] =
          deviations[j] == 0 ? 0 : (float) ((from.data()[i] - means[j]) / deviations[j]);
    }
  }

  @Test
  void anImageThatStaysWhereItIsKeepsItsBits() {
    PixelScale scale = new PixelScale(filled(0.1), filled(0.3));
    Matrix batch = Matrix.of(new float[SIZE], 1, SIZE);
    Arrays.fill(batch.data(), 0.7f);
    augmenter(List.of(new Mirror(0), new Shift(0), new Rotate(0)), scale, 1).apply(batch, 0, 0);
    assertThat(batch.data()).containsOnly(0.7f);
  }

  private static double[] filled(double value) {
    double[] filled = new double[SIZE];
    Arrays.fill(filled, value);
    return filled;
  }

  @ParameterizedTest
  @MethodSource("transforms")
  void anyBatchesOfTheRowsGiveTheSameBits(List<Transform> transforms) {
    Matrix together = batch(30);
    augmenter(transforms, none(), 1).apply(together, 2, 10);
    Matrix apart = batch(30);
    Augmenter augmenter = augmenter(transforms, none(), 1);
    augmenter.apply(apart.slice(17, 13), 2, 27);
    augmenter.apply(apart.slice(0, 17), 2, 10);
    assertThat(apart.data()).isEqualTo(together.data());
  }

  @Test
  void drawsDifferByEpochPositionSeedAndShard() {
    float[] first = augmented(ALL, 0, 0);
    assertThat(augmented(ALL, 0, 0)).isEqualTo(first);
    assertThat(augmented(ALL, 1, 0)).isNotEqualTo(first);
    assertThat(augmented(ALL, 0, 1)).isNotEqualTo(first);
    Matrix otherSeed = batch(1);
    augmenter(ALL, none(), 2).apply(otherSeed, 0, 0);
    assertThat(otherSeed.data()).isNotEqualTo(first);
    Matrix otherShard = batch(1);
    new Augmenter(new Augmentation(SHAPE, none(), ALL), 1, 4).apply(otherShard, 0, 0);
    assertThat(otherShard.data()).isNotEqualTo(first);
  }

  @Test
  void everyMirrorAndShiftIsAsLikely() {
    Map<Integer, Integer> counts = new HashMap<>();
    for (int position = 0; position < 5000; position++) {
      counts.merge(Arrays.hashCode(augmented(MOVES, 0, position)), 1, Integer::sum);
    }
    assertThat(counts).hasSize(2 * 5 * 5).containsKey(Arrays.hashCode(batch(1).data()));
    // 5000 / 50 = 100, four standard errors of 10.
    assertThat(counts.values()).allMatch(count -> count > 60 && count < 140);
  }

  @ParameterizedTest
  @MethodSource("transforms")
  void nothingIsAllocated(List<Transform> transforms) {
    Augmenter augmenter = augmenter(transforms, none(), 1);
    Matrix batch = batch(50);
    augmenter.apply(batch, 0, 0);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    threads.getCurrentThreadAllocatedBytes();
    long before = threads.getCurrentThreadAllocatedBytes();
    augmenter.apply(batch, 0, 0);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100);
  }
}
