package dev.lockstep.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.lockstep.linalg.Matrix;
import dev.lockstep.shard.Shard.Destination;
import dev.lockstep.shard.Shard.RowFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardTest {
  /** Wide rows make small blocks: 2^20 / 65,536 = 16 rows, so that 40 rows are three of them. */
  private static final RowFormat WIDE = new RowFormat(65_533, 2);

  /** Another number for each of 131,072 rows, and of 61 columns; exact in float32. */
  private static float value(long row, int column) {
    return (row % (1 << 17)) * 64 + column % 61;
  }

  private static Shard shard(RowFormat format, int rows) {
    Shard.Builder builder = new Shard.Builder(3, format, rows);
    // The row begins anywhere in its array.
    float[] source = new float[format.width() + 2];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < format.width(); c++) {
        source[2 + c] = value(r, c);
      }
      builder.add(source, 2);
    }
    return builder.build();
  }

  @Property(tries = 60)
  void gatheringAcrossBlocksEqualsPlainIndexing(
      @ForAll @IntRange(min = 1, max = 40) int rows,
      @ForAll @IntRange(max = 40) int first,
      @ForAll @IntRange(max = 40) int count,
      @ForAll long seed) {
    int from = Math.min(first, rows);
    int n = Math.min(count, rows - from);
    assertGathers(shard(WIDE, rows), RowOrder.shuffled(rows, seed), from, n);
    assertGathers(shard(WIDE, rows), RowOrder.identity(rows), from, n);
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 700000", "28, 1, 40000", "1, 0, 100", "3, 5, 1"})
  void gatheringManySmallRowsEqualsPlainIndexing(int features, int targets, int rows) {
    Shard shard = shard(new RowFormat(features, targets), rows);
    assertGathers(shard, RowOrder.shuffled(rows, 1), rows / 3, Math.min(rows, 1000));
    assertGathers(shard, RowOrder.identity(rows), rows - 1, 1);
  }

  private static void assertGathers(Shard shard, RowOrder order, int from, int n) {
    int d = shard.format().features();
    int t = shard.format().targets();
    // Room for more rows than are asked for, and views that do not begin at their array's start.
    Matrix features = room(n, d);
    Matrix targets = room(n, t);
    Matrix weights = room(n, 1);
    Destination into = new Destination(features, targets, weights);
    int count = (int) Math.min(n, shard.rows() - from);
    features.resize(count);
    targets.resize(count);
    weights.resize(count);
    shard.gather(order, from, into);
    for (int i = 0; i < count; i++) {
      long row = order.at(from + i);
      for (int c = 0; c < d + t + 1; c++) {
        float actual =
            c < d ? features.get(i, c) : c < d + t ? targets.get(i, c - d) : weights.get(i, 0);
        if (actual != value(row, c)) {
          assertThat(actual).as("row %d, column %d", row, c).isEqualTo(value(row, c));
        }
      }
    }
    assertThat(features.data()[0]).isEqualTo(-1f);
    assertThat(targets.data()[0]).isEqualTo(-1f);
    assertThat(weights.data()[0]).isEqualTo(-1f);
  }

  private static Matrix room(int rows, int columns) {
    float[] data = new float[1 + (rows + 2) * columns];
    data[0] = -1f;
    return Matrix.view(data, 1, rows + 2, columns);
  }

  @Test
  void blocksAreFullButForTheLastWhichIsCut() {
    assertThat(WIDE.width()).isEqualTo(65_536);
    assertThat(WIDE.blockRows()).isEqualTo(16);
    Shard shard = shard(WIDE, 40);
    assertThat(shard.blocks()).hasNumberOfRows(3);
    assertThat(shard.blocks()[0]).hasSize(16 * 65_536);
    assertThat(shard.blocks()[2]).hasSize(8 * 65_536);
    assertThat(shard.rows()).isEqualTo(40);
    assertThat(shard.number()).isEqualTo(3);
    assertThat(shard.bytes()).isEqualTo(40L * 65_536 * 4);
    assertThat(new RowFormat(30_000_000, 1).blockRows()).isEqualTo(1);
    assertThat(new RowFormat(28, 1).blockRows()).isEqualTo(1 << 15);
  }

  @Test
  void anEmptyShardHasNoBlocks() {
    Shard empty = shard(WIDE, 0);
    assertThat(empty.rows()).isZero();
    assertThat(empty.blocks()).isEmpty();
    assertGathers(empty, RowOrder.shuffled(0, 1), 0, 0);
  }

  @Test
  void theBuilderHoldsToTheAnnouncedNumber() {
    Shard.Builder builder = new Shard.Builder(0, new RowFormat(1, 1), 2);
    builder.add(new float[3], 0);
    assertThatIllegalStateException()
        .isThrownBy(builder::build)
        .withMessage("1 rows were added, not the announced 2");
    builder.add(new float[3], 0);
    assertThat(builder.build().rows()).isEqualTo(2);
    assertThatIllegalStateException()
        .isThrownBy(() -> builder.add(new float[3], 0))
        .withMessage("more rows than the 2 announced");
  }

  @Test
  void blocksOfOtherSizesAreRefused() {
    float[] full = new float[16 * 65_536];
    float[] cut = new float[65_536];
    assertThat(Shard.of(0, WIDE, List.of(full, cut)).rows()).isEqualTo(17);
    assertThat(Shard.of(0, WIDE, List.of(full)).rows()).isEqualTo(16);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Shard.of(0, WIDE, List.of(cut, full)))
        .withMessage("block 0 of 2 has 65536 floats; rows have 65536 floats, full blocks 16 rows");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Shard.of(0, WIDE, List.of(full, new float[65_535])));
    // A last block of more rows than a full one would be looked for in the next, absent block.
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Shard.of(0, WIDE, List.of(new float[17 * 65_536])));
  }
}
