package dev.lockstep.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.shard.Shard.RowFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Where rows are placed, and in which order, by their content alone. */
class ContentOrderTest {
  /** Blocks of 16 rows. */
  private static final RowFormat WIDE = new RowFormat(65_534, 1);

  @Property(tries = 60)
  void rowsLieInTheSameOrderHoweverTheyArrive(
      @ForAll @Size(max = 50) List<@IntRange(min = -9, max = 9) Integer> rows, @ForAll long seed) {
    List<Integer> shuffled = new ArrayList<>(rows);
    Collections.shuffle(shuffled, new Random(seed));
    Shard one = shard(rows);
    Shard other = shard(shuffled);
    assertThat(other.blocks()).isDeepEqualTo(one.blocks());
    List<Integer> kept = new ArrayList<>();
    for (long row = 0; row < one.rows(); row++) {
      kept.add((int) one.blocks()[(int) (row / 16)][(int) (row % 16) * WIDE.width() + 7]);
    }
    assertThat(kept).containsExactlyInAnyOrderElementsOf(rows);
  }

  /** Each number is one row, all of whose columns hold it. */
  private static Shard shard(List<Integer> rows) {
    Shard.Builder builder = new Shard.Builder(0, WIDE, rows.size());
    float[] row = new float[WIDE.width()];
    for (int value : rows) {
      Arrays.fill(row, value);
      builder.add(row, 0);
    }
    return builder.buildByContent();
  }

  @Test
  void theOrderIsNotThatOfTheValues() {
    List<Integer> rows = List.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
    Shard shard = shard(rows);
    List<Integer> order = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      order.add((int) shard.blocks()[0][row * WIDE.width()]);
    }
    assertThat(order).isNotEqualTo(rows).containsExactlyInAnyOrderElementsOf(rows);
  }

  @Property
  void theHashIsThatOfTheContentWhereverItLies(
      @ForAll @Size(min = 1, max = 8) List<Float> row, @ForAll @IntRange(max = 5) int offset) {
    float[] packed = new float[row.size()];
    float[] elsewhere = new float[row.size() + offset + 1];
    for (int i = 0; i < packed.length; i++) {
      packed[i] = row.get(i);
      elsewhere[offset + i] = row.get(i);
    }
    long hash = RowHash.of(packed, 0, packed.length);
    assertThat(RowHash.of(elsewhere, offset, packed.length)).isEqualTo(hash);
    for (int i = 0; i < packed.length; i++) {
      float before = packed[i];
      packed[i] = Float.intBitsToFloat(Float.floatToIntBits(before) ^ 1);
      assertThat(RowHash.of(packed, 0, packed.length)).as("column %d", i).isNotEqualTo(hash);
      packed[i] = before;
    }
  }

  @Property
  void hashesOfManyRowsAreThoseOfEach(
      @ForAll @Size(max = 40) List<Float> values, @ForAll @IntRange(min = 1, max = 5) int width) {
    float[] rows = new float[values.size()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = values.get(i);
    }
    long[] hashes = new long[rows.length / width];
    RowHash.ofAll(rows, width, hashes);
    for (int row = 0; row < hashes.length; row++) {
      assertThat(hashes[row]).isEqualTo(RowHash.of(rows, row * width, width));
    }
  }

  /** A change here places rows elsewhere, and so changes every trained model. */
  @Test
  void aRowIsPlacedAlikeForever() {
    assertThat(RowHash.of(new float[] {1f, -2.5f, 0f}, 0, 3)).isEqualTo(237829413412561881L);
    assertThat(RowHash.shard(-1L, 7)).isEqualTo((int) Long.remainderUnsigned(-1L, 7));
  }

  /** Chi-square with 6 degrees of freedom has deviation sqrt(12): 5 of them are not an accident. */
  @Test
  void shardsAreBalanced() {
    int shards = 7;
    int rows = 70_000;
    int[] counts = new int[shards];
    for (int i = 0; i < rows; i++) {
      int shard = RowHash.shard(RowHash.of(new float[] {i % 100, i}, 0, 2), shards);
      counts[shard]++;
    }
    double expected = rows / (double) shards;
    double chiSquare = 0;
    for (int count : counts) {
      chiSquare += Math.pow(count - expected, 2) / expected;
    }
    assertThat(chiSquare).isLessThan(6 + 5 * Math.sqrt(12));
  }
}
