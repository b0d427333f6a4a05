package dev.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BatchPlanTest {
  @Property
  void everyExampleIsInExactlyOneStepOfEveryEpoch(
      @ForAll @Size(min = 1, max = 8) List<@IntRange(max = 40) Integer> shards,
      @ForAll @IntRange(min = 1, max = 60) int batchSize,
      @ForAll Shuffle shuffle,
      @ForAll long seed) {
    long examples = shards.stream().mapToLong(Integer::longValue).sum();
    Assume.that(examples > 0);
    BatchPlan plan = new BatchPlan(examples, batchSize, shuffle, seed);
    long steps = plan.stepsPerEpoch();
    assertThat(steps).isEqualTo((long) Math.ceil(examples / (double) batchSize));
    for (int epoch = 0; epoch < 3; epoch++) {
      for (int shard = 0; shard < shards.size(); shard++) {
        assertVisitedOnce(plan, epoch, shard, shards.get(shard));
      }
    }
  }

  private static void assertVisitedOnce(BatchPlan plan, int epoch, int shard, int rows) {
    List<Long> visited = new ArrayList<>();
    long steps = plan.stepsPerEpoch();
    for (long step = epoch * steps; step < (epoch + 1) * steps; step++) {
      assertThat(plan.epoch(step)).isEqualTo(epoch);
      RowOrder order = plan.order(plan.epoch(step), shard, rows);
      long from = plan.from(step, rows);
      long to = plan.to(step, rows);
      assertThat(to - from).isBetween(0L, plan.most(rows));
      for (long position = from; position < to; position++) {
        visited.add(order.at(position));
      }
    }
    assertThat(visited).hasSize(rows).doesNotHaveDuplicates();
    assertThat(visited).allMatch(row -> row >= 0 && row < rows);
  }

  /** Ragged shards round by less than one row each: a step is as large as asked for, up to that. */
  @Property
  void stepsAreAsLargeAsTheBatchUpToOneRowOfEachShard(
      @ForAll @Size(min = 1, max = 8) List<@IntRange(max = 4000) Integer> shards,
      @ForAll @IntRange(min = 1, max = 500) int batchSize) {
    long examples = shards.stream().mapToLong(Integer::longValue).sum();
    Assume.that(examples > 0);
    BatchPlan plan = new BatchPlan(examples, batchSize, Shuffle.NONE, 0);
    for (long step = 0; step < plan.stepsPerEpoch(); step++) {
      long size = 0;
      for (int rows : shards) {
        size += plan.to(step, rows) - plan.from(step, rows);
      }
      assertThat(size).isLessThan(batchSize + shards.size());
      assertThat((double) size)
          .isGreaterThan(examples / (double) plan.stepsPerEpoch() - shards.size());
    }
  }

  @Test
  void positionsAreTheFloorsOfEqualShares() {
    BatchPlan plan = new BatchPlan(10, 4, Shuffle.NONE, 0);
    assertThat(plan.stepsPerEpoch()).isEqualTo(3);
    assertThat(plan.from(0, 7)).isEqualTo(0);
    assertThat(plan.to(0, 7)).isEqualTo(2).isEqualTo(plan.from(1, 7));
    assertThat(plan.to(1, 7)).isEqualTo(4).isEqualTo(plan.from(2, 7));
    assertThat(plan.to(2, 7)).isEqualTo(7);
    assertThat(plan.from(3, 7)).isEqualTo(0);
    assertThat(plan.from(5, 3)).isEqualTo(2);
  }

  @Test
  void hugeTablesDoNotOverflow() {
    long examples = 1L << 40;
    BatchPlan plan = new BatchPlan(examples, 1 << 20, Shuffle.FULL, 0);
    long last = plan.stepsPerEpoch() - 1;
    assertThat(plan.to(last, examples)).isEqualTo(examples);
    assertThat(plan.most(examples)).isEqualTo(1 << 20);
  }

  @Test
  void theOrderDependsOnWhatTheShuffleSays() {
    int rows = 500;
    for (Shuffle shuffle : Shuffle.values()) {
      BatchPlan plan = new BatchPlan(rows, 10, shuffle, 1);
      BatchPlan other = new BatchPlan(rows, 10, shuffle, 2);
      List<Long> rowsInOrder = rows(plan.order(0, 0, rows));
      boolean shuffled = shuffle != Shuffle.NONE;
      assertThat(rows(plan.order(0, 0, rows))).isEqualTo(rowsInOrder);
      assertThat(!rows(plan.order(1, 0, rows)).equals(rowsInOrder))
          .as("%s: epochs differ", shuffle)
          .isEqualTo(shuffle == Shuffle.FULL);
      assertThat(!rows(plan.order(0, 1, rows)).equals(rowsInOrder))
          .as("%s: shards differ", shuffle)
          .isEqualTo(shuffled);
      assertThat(!rows(other.order(0, 0, rows)).equals(rowsInOrder))
          .as("%s: seeds differ", shuffle)
          .isEqualTo(shuffled);
      assertThat(!rows(RowOrder.identity(rows)).equals(rowsInOrder))
          .as("%s: not in order", shuffle)
          .isEqualTo(shuffled);
    }
  }

  private static List<Long> rows(RowOrder order) {
    List<Long> rows = new ArrayList<>();
    for (long position = 0; position < order.rows(); position++) {
      rows.add(order.at(position));
    }
    return rows;
  }

  @Test
  void impossiblePlansAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BatchPlan(0, 1, Shuffle.FULL, 0))
        .withMessage("there are no examples to train on");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BatchPlan(1, 0, Shuffle.FULL, 0))
        .withMessage("batch_size must be at least 1, not 0");
  }

  @Test
  void shufflesAreFoundByName() {
    for (Shuffle shuffle : Shuffle.values()) {
      assertThat(Shuffle.named(shuffle.toString())).isSameAs(shuffle);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Shuffle.named("all"))
        .withMessage("no shuffle 'all'; allowed: [full, shard, none]");
  }
}
