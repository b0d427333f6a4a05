package dev.lockstep.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class MiniBatchesTest {
  @Property
  void aShardIsVisitedFromItsFirstRowToItsLastInEveryEpoch(
      @ForAll @Size(min = 1, max = 9) List<@IntRange(max = 40) Integer> shards,
      @ForAll @IntRange(min = 1, max = 60) int batchSize) {
    MiniBatches batches = batches(shards, batchSize);
    long steps = batches.plan().stepsPerEpoch();
    for (int shard = 0; shard < shards.size(); shard++) {
      for (int epoch = 0; epoch < 3; epoch++) {
        long position = 0;
        for (long step = epoch * steps; step < (epoch + 1) * steps; step++) {
          assertThat(batches.from(step, shard)).isEqualTo(position);
          long taken = batches.to(step, shard) - position;
          assertThat(taken).isBetween(0L, batches.most(shard));
          position += taken;
        }
        assertThat(position).isEqualTo(shards.get(shard).longValue());
      }
    }
  }

  @Property
  void theStepsOfAnEpochDifferByOneRowAtMostAndAreNeverEmptyHoweverRaggedTheShards(
      @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 200) Integer> shards,
      @ForAll @IntRange(min = 1, max = 60) int batchSize) {
    MiniBatches batches = batches(shards, batchSize);
    BatchPlan plan = batches.plan();
    long least = plan.examples() / plan.stepsPerEpoch();
    assertThat(sizes(batches)).allMatch(size -> size >= 1 && size <= batchSize);
    assertThat(sizes(batches)).allMatch(size -> size == least || size == least + 1);
  }

  @Example
  void manyShardsGiveSmallMiniBatchesTheirRowsInTurn() {
    assertThat(sizes(equal(64, 157, 32))).containsOnly(32L);
    assertThat(sizes(equal(200, 5, 10))).hasSize(100).containsOnly(10L);
    MiniBatches halves = equal(64, 100, 32);
    for (int shard = 0; shard < 64; shard++) {
      for (long step = 0; step < halves.plan().stepsPerEpoch(); step += 2) {
        assertThat(halves.to(step + 1, shard) - halves.from(step, shard)).isEqualTo(1);
      }
    }
  }

  /** Less than a row for each halving, of which there are 4. */
  @Property
  void eachShardKeepsPaceWithTheOthers(
      @ForAll @Size(min = 9, max = 16) List<@IntRange(max = 500) Integer> shards,
      @ForAll @IntRange(min = 1, max = 60) int batchSize) {
    MiniBatches batches = batches(shards, batchSize);
    BatchPlan plan = batches.plan();
    for (long step = 0; step < plan.stepsPerEpoch(); step++) {
      for (int shard = 0; shard < shards.size(); shard++) {
        double share = (double) plan.rowsBefore(step) * shards.get(shard) / plan.examples();
        assertThat(batches.from(step, shard) - share).isBetween(-4.0, 4.0);
      }
    }
  }

  @Example
  void theFirstExamplesAreSharedByHalvingTheShards() {
    MiniBatches batches = new MiniBatches(plan(10, 4), new long[] {3, 0, 7});
    // 10 examples in 3 steps end at 3, 6 and 10; floor(3 * 3 / 10) of the first 3 are of the first
    // shard.
    assertThat(ends(batches, 0)).containsExactly(0L, 1L, 3L);
    assertThat(ends(batches, 1)).containsExactly(0L, 0L, 0L);
    assertThat(ends(batches, 2)).containsExactly(3L, 5L, 7L);
  }

  @Property
  void sharesOfHugeNumbersAreExact(
      @ForAll @LongRange(min = 0) long n,
      @ForAll @LongRange(min = 0) long part,
      @ForAll @LongRange(min = 1) long whole) {
    Assume.that(part <= whole);
    BigInteger exact =
        BigInteger.valueOf(n).multiply(BigInteger.valueOf(part)).divide(BigInteger.valueOf(whole));
    assertThat(Proportion.of(n, part, whole)).isEqualTo(exact.longValueExact());
  }

  @Example
  void hugeTablesDoNotOverflow() {
    long rows = 1L << 40;
    MiniBatches batches = new MiniBatches(plan(2 * rows, 1 << 20), new long[] {rows, rows});
    long last = batches.plan().stepsPerEpoch() - 1;
    assertThat(batches.to(last, 0)).isEqualTo(rows);
    assertThat(batches.to(last, 1)).isEqualTo(rows);
    assertThat(batches.to(last, 1) - batches.from(last, 1)).isEqualTo(1 << 19);
  }

  @Example
  void shardsThatAreNotThoseOfThePlanAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MiniBatches(plan(10, 4), new long[] {3, 3}))
        .withMessage("2 shards with 6 rows for a plan of 10 examples");
  }

  private static BatchPlan plan(long examples, int batchSize) {
    return new BatchPlan(examples, batchSize, Shuffle.NONE, 0);
  }

  @Example
  void theFirstRowsOfAPartAreThoseThatAStepBeginsWith() {
    BatchPlan plan = new BatchPlan(40, 20, Shuffle.FULL, 3);
    MiniBatches batches = new MiniBatches(plan, new long[] {0, 40});
    Shard.Builder builder = new Shard.Builder(1, new Shard.RowFormat(1, 1), 40);
    for (int row = 0; row < 40; row++) {
      builder.add(new float[] {row, 0, 1}, 0);
    }
    Shard shard = builder.build();
    Shard first = batches.first(shard, 3, 5);
    assertThat(first.rows()).isEqualTo(5);
    RowOrder order = plan.order(1, 1, 40);
    for (int i = 0; i < 5; i++) {
      assertThat(first.blocks()[0][3 * i]).isEqualTo((float) order.at(20 + i));
    }
    assertThat(batches.first(shard, 3, 50).rows()).isEqualTo(20);
    Shard empty = new Shard.Builder(0, new Shard.RowFormat(1, 1), 0).build();
    assertThat(batches.first(empty, 3, 5).rows()).isZero();
  }

  private static MiniBatches batches(List<Integer> shards, int batchSize) {
    long[] rows = shards.stream().mapToLong(Integer::longValue).toArray();
    long examples = Arrays.stream(rows).sum();
    Assume.that(examples > 0);
    return new MiniBatches(plan(examples, batchSize), rows);
  }

  private static MiniBatches equal(int shards, long rows, int batchSize) {
    long[] all = new long[shards];
    Arrays.fill(all, rows);
    return new MiniBatches(plan(shards * rows, batchSize), all);
  }

  private static long[] ends(MiniBatches batches, int shard) {
    long[] ends = new long[(int) batches.plan().stepsPerEpoch()];
    Arrays.setAll(ends, step -> batches.to(step, shard));
    return ends;
  }

  private static List<Long> sizes(MiniBatches batches) {
    Long[] sizes = new Long[(int) batches.plan().stepsPerEpoch()];
    Arrays.fill(sizes, 0L);
    for (int step = 0; step < sizes.length; step++) {
      for (int shard = 0; shard < batches.shards(); shard++) {
        sizes[step] += batches.to(step, shard) - batches.from(step, shard);
      }
    }
    return List.of(sizes);
  }
}
