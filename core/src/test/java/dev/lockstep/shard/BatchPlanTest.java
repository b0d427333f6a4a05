package dev.lockstep.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchPlanTest {
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
