package dev.lockstep.spark.table.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.lockstep.feature.value.BadValueException;
import dev.lockstep.shard.Moments;
import dev.lockstep.shard.Standardizer;
import dev.lockstep.spark.table.BadDataException;
import java.lang.management.ManagementFactory;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What is known of vectors' elements, most of them 0, against moments of all values. */
class VectorStatisticsTest {
  private static final int WIDTH = 5;

  /** Element i is 0 in about i of 5 rows, and missing in a few. */
  private static double[] row(Random random) {
    double[] row = new double[WIDTH];
    for (int i = 0; i < WIDTH; i++) {
      double x = (float) random.nextGaussian();
      row[i] = random.nextInt(9) == 0 ? Double.NaN : random.nextInt(WIDTH) < i ? 0 : x;
    }
    return row;
  }

  @Property(tries = 100)
  void anyGroupingOfTheRowsGivesTheBitsOfAllTheirValues(
      @ForAll long seed,
      @ForAll @IntRange(max = 400) int rows,
      @ForAll @IntRange(min = 1, max = 5) int groups) {
    Random random = new Random(seed);
    Moments[] expected = new Moments[WIDTH];
    for (int i = 0; i < WIDTH; i++) {
      expected[i] = new Moments();
    }
    VectorStatistics[] parts = new VectorStatistics[groups];
    for (int g = 0; g < groups; g++) {
      parts[g] = new VectorStatistics();
    }
    for (int r = 0; r < rows; r++) {
      double[] row = row(random);
      parts[random.nextInt(groups)].add(row);
      for (int i = 0; i < WIDTH; i++) {
        if (!Double.isNaN(row[i])) {
          expected[i].add(row[i]);
        }
      }
    }
    VectorStatistics whole = new VectorStatistics();
    whole.checkWidth(WIDTH);
    for (VectorStatistics part : parts) {
      part.pack();
      whole.merge(part);
    }
    for (int i = 0; i < WIDTH; i++) {
      assertThat(whole.moments(i).count()).isEqualTo(expected[i].count());
      assertThat(Standardizer.of(whole.moments(i))).isEqualTo(Standardizer.of(expected[i]));
    }
  }

  @Test
  void elementsThatAreZeroTakeNoMemory() {
    int width = 1 << 18;
    double[] row = new double[width];
    Random random = new Random(1);
    VectorStatistics statistics = new VectorStatistics();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 300; i++) {
      int place = random.nextInt(width);
      row[place] = 1;
      statistics.add(row);
      row[place] = 0;
    }
    // A reference for each element, and 300 moments.
    assertThat(threads.getCurrentThreadAllocatedBytes() - before)
        .isLessThan(8L * width + 300 * 1000);
  }

  @Test
  void vectorsOfAnotherWidthAreRefused() {
    VectorStatistics statistics = new VectorStatistics();
    statistics.add(new double[3]);
    assertThatThrownBy(() -> statistics.add(new double[4]))
        .isInstanceOf(BadValueException.class)
        .hasMessageContaining("an array of 4 elements where other rows have 3");
  }

  @Test
  void quantilesOfTooManyElementsAreRefused() {
    VectorStatistics statistics = new VectorStatistics(Wanted.QUANTILES);
    assertThatThrownBy(() -> statistics.checkWidth(4097))
        .isInstanceOf(BadValueException.class)
        .hasMessageContaining("an array of 4,097 elements")
        .hasMessageContaining("data.scale: robust")
        .hasMessageContaining("at most 4,096");
    new VectorStatistics(Wanted.EXTREMES).checkWidth(4097);
  }

  @Test
  void vectorsTooWideForANetworkAreRefusedByName() {
    VectorStatistics statistics = new VectorStatistics();
    statistics.checkWidth(2_000_000);
    assertThatThrownBy(() -> statistics.column(Encoding.plain("v")))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("'v' has vectors of 2,000,000 elements; at most 1,048,576");
  }
}
