package dev.lockstep.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import dev.lockstep.linalg.Matrix;
import dev.lockstep.shard.FillLevels.Own;
import dev.lockstep.shard.Shard.Destination;
import dev.lockstep.shard.Shard.RowFormat;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ExpansionTest {
  private static final FillLevels LEVELS = new FillLevels(new float[] {0, 1, 3, 7}, Own.ABSENT);

  /** In an array that held something else before, of which it may overwrite its own part only. */
  private static float[] written(FillLevels levels, float z) {
    float[] x = new float[levels.width() + 2];
    Arrays.fill(x, 9);
    levels.write(z, x, 1);
    assertThat(x[0]).isEqualTo(9);
    assertThat(x[x.length - 1]).isEqualTo(9);
    return Arrays.copyOfRange(x, 1, x.length - 1);
  }

  @Test
  void binsBelowAreFullThoseAboveEmptyAndTheOneBetweenIsInPart() {
    assertThat(written(LEVELS, 0.25f)).containsExactly(0.25f, 0, 0);
    assertThat(written(LEVELS, 2)).containsExactly(1, 0.5f, 0);
    assertThat(written(LEVELS, 4)).containsExactly(1, 1, 0.25f);
  }

  @Test
  void edgesFillTheBinsBelowThem() {
    assertThat(written(LEVELS, 0)).containsExactly(0, 0, 0);
    assertThat(written(LEVELS, 1)).containsExactly(1, 0, 0);
    assertThat(written(LEVELS, 3)).containsExactly(1, 1, 0);
    assertThat(written(LEVELS, 7)).containsExactly(1, 1, 1);
    FillLevels aroundZero = new FillLevels(new float[] {-1, 0, 1}, Own.ABSENT);
    assertThat(written(aroundZero, 0f)).containsExactly(1, 0);
    assertThat(written(aroundZero, -0f)).containsExactly(1, 0);
  }

  @Test
  void theOutermostBinsHaveNoEnd() {
    assertThat(written(LEVELS, -2)).containsExactly(-2, 0, 0);
    assertThat(written(LEVELS, 15)).containsExactly(1, 1, 3);
    FillLevels narrow = new FillLevels(new float[] {0, 1e-30f, 2e-30f}, Own.ABSENT);
    assertThat(written(narrow, 1e30f)).containsExactly(1, Float.MAX_VALUE);
    assertThat(written(narrow, -1e30f)).containsExactly(-Float.MAX_VALUE, 0);
  }

  @Test
  void theNumberItselfMayStandBeforeItsLevels() {
    float[] edges = {0, 1, 4};
    assertThat(written(new FillLevels(edges, Own.AS_IS), 3)).containsExactly(3, 1, 2 / 3f);
    assertThat(written(new FillLevels(edges, Own.CLIPPED), 3))
        .containsExactly(new float[] {(float) (3 / Math.sqrt(2)), 1, 2 / 3f}, within(1e-6f));
  }

  /** Equation 1 of the paper, bin by bin. */
  @Property(tries = 300)
  void levelsAreThoseOfThePaper(@ForAll long seed, @ForAll @IntRange(min = 1, max = 140) int bins) {
    Random random = new Random(seed);
    float[] edges = new float[bins + 1];
    edges[0] = -random.nextFloat();
    for (int i = 1; i <= bins; i++) {
      edges[i] = edges[i - 1] + 0.01f + random.nextFloat();
    }
    float z = random.nextInt(4) == 0 ? edges[random.nextInt(bins + 1)] : bins * random.nextFloat();
    double[] expected = new double[bins];
    for (int t = 1; t <= bins; t++) {
      if (z < edges[t - 1] && t > 1) {
        expected[t - 1] = 0;
      } else if (z >= edges[t] && t < bins) {
        expected[t - 1] = 1;
      } else {
        expected[t - 1] = ((double) z - edges[t - 1]) / ((double) edges[t] - edges[t - 1]);
      }
    }
    float[] found = written(new FillLevels(edges, Own.ABSENT), z);
    for (int t = 0; t < bins; t++) {
      assertThat(found[t]).isEqualTo((float) expected[t]);
    }
  }

  @Test
  void bareFeaturesKeepTheirPlacesBetweenExpandedOnes() {
    FillLevels two = new FillLevels(new float[] {0, 1, 2}, Own.AS_IS);
    Expansion expansion = new Expansion(5, Map.of(3, two, 0, LEVELS));
    assertThat(expansion.width()).isEqualTo(9);
    float[] x = new float[11];
    Arrays.fill(x, 9);
    expansion.expand(new float[] {8, 2, 5, 6, 1.5f, 7}, 1, x, 1);
    assertThat(x).containsExactly(9, 1, 0.5f, 0, 5, 6, 1.5f, 1, 0.5f, 7, 9);
  }

  @Test
  void theFirstAndTheLastFeatureMayBeExpanded() {
    Expansion expansion = new Expansion(1, Map.of(0, LEVELS));
    float[] x = new float[3];
    expansion.expand(new float[] {2}, 0, x, 0);
    assertThat(x).containsExactly(1, 0.5f, 0);
  }

  @Test
  void aGatherUnpacksRowsAsWideAsTheyBecome() {
    RowFormat format = new RowFormat(new Expansion(2, Map.of(1, LEVELS)), 1);
    assertThat(format.width()).isEqualTo(4);
    Shard.Builder builder = new Shard.Builder(0, format, 40);
    for (int i = 0; i < 40; i++) {
      builder.add(new float[] {i, i / 4f, 100 + i, 0.5f}, 0);
    }
    Shard shard = builder.build();
    Matrix features = Matrix.zeros(40, 4);
    Matrix targets = Matrix.zeros(40, 1);
    Matrix weights = Matrix.zeros(40, 1);
    RowOrder order = RowOrder.shuffled(40, 3);
    shard.gather(order, 0, new Destination(features, targets, weights));
    for (int i = 0; i < 40; i++) {
      float row = order.at(i);
      float[] levels = written(LEVELS, row / 4);
      float[] actual = Arrays.copyOfRange(features.data(), 4 * i, 4 * i + 4);
      assertThat(actual).containsExactly(row, levels[0], levels[1], levels[2]);
      assertThat(targets.get(i, 0)).isEqualTo(100 + row);
      assertThat(weights.get(i, 0)).isEqualTo(0.5f);
    }
  }

  @Test
  void anExpansionAllocatesNothing() {
    Expansion expansion = new Expansion(2, Map.of(1, LEVELS));
    float[] x = new float[4];
    float[] row = {5, 2};
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    threads.getCurrentThreadAllocatedBytes();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 10_000; i++) {
      row[1] = i % 9;
      expansion.expand(row, 0, x, 0);
    }
    // Fewer bytes than one object for each would take; asking may take some.
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
  }

  @Test
  void edgesThatDoNotAscendAreRefused() {
    for (float[] edges :
        new float[][] {{1}, {1, 1}, {2, 1}, {0, Float.NaN}, {0, Float.POSITIVE_INFINITY}}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new FillLevels(edges, Own.AS_IS))
          .withMessageContaining("edges");
    }
  }
}
