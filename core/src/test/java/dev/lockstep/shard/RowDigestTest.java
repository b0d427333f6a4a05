package dev.lockstep.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RowDigestTest {
  private static final int WIDTH = 3;

  private static List<float[]> rows(Random random, int n) {
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      rows.add(new float[] {random.nextInt(5), random.nextFloat(), 1});
    }
    return rows;
  }

  private static RowDigest digest(List<float[]> rows) {
    float[] block = new float[rows.size() * WIDTH];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i), 0, block, i * WIDTH, WIDTH);
    }
    return RowDigest.of(new float[][] {block}, WIDTH);
  }

  @Property
  void anotherOrderHasTheSameContentOnly(@ForAll long seed, @ForAll @IntRange(max = 50) int n) {
    List<float[]> rows = rows(new Random(seed), n);
    List<float[]> others = new ArrayList<>(rows);
    Collections.shuffle(others, new Random(seed + 1));
    Assume.that(!others.equals(rows));
    assertThat(digest(others).content()).isEqualTo(digest(rows).content());
    assertThat(digest(others).order()).isNotEqualTo(digest(rows).order());
  }

  @Property
  void anyChangeIsSeen(@ForAll long seed, @ForAll @IntRange(min = 1, max = 50) int n) {
    Random random = new Random(seed);
    List<float[]> rows = rows(random, n);
    RowDigest before = digest(rows);
    int changed = random.nextInt(n);
    rows.get(changed)[random.nextInt(WIDTH)] += 0.25f;
    RowDigest after = digest(rows);
    assertThat(after.content()).isNotEqualTo(before.content());
    assertThat(after.order()).isNotEqualTo(before.order());
    rows.remove(changed);
    assertThat(digest(rows).content()).isNotEqualTo(after.content());
    assertThat(digest(rows).rows()).isEqualTo(n - 1);
  }

  @Property
  void blocksDoNotCount(@ForAll long seed, @ForAll @IntRange(max = 9) int first) {
    Random random = new Random(seed);
    float[] all = new float[9 * WIDTH];
    for (int i = 0; i < all.length; i++) {
      all[i] = random.nextFloat();
    }
    int cut = first * WIDTH;
    float[][] blocks = {
      java.util.Arrays.copyOf(all, cut), java.util.Arrays.copyOfRange(all, cut, all.length)
    };
    assertThat(RowDigest.of(blocks, WIDTH)).isEqualTo(RowDigest.of(new float[][] {all}, WIDTH));
  }

  @Property
  void sortingGivesTheDigestOfWhatIsSorted(@ForAll long seed, @ForAll @IntRange(max = 300) int n) {
    Shard.Builder builder = new Shard.Builder(0, new Shard.RowFormat(1, 1), n);
    rows(new Random(seed), n).forEach(row -> builder.add(row, 0));
    Shard shard = builder.buildByContent();
    assertThat(shard.digest()).isEqualTo(RowDigest.of(shard.blocks(), WIDTH));
  }
}
