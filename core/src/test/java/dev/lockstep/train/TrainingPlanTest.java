package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.optim.Sgd;
import dev.lockstep.optim.schedule.InverseTimeRate;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.Shuffle;
import org.junit.jupiter.api.Test;

class TrainingPlanTest {
  @Test
  void theFirstStepsOfAPlanAreThoseOfTheWholeOne() {
    BatchPlan batches = new BatchPlan(50, 10, Shuffle.FULL, 3);
    TrainingPlan plan = TrainingPlan.epochs(4, batches, new Sgd(), new InverseTimeRate(0.5, 1));
    TrainingPlan first = plan.first(7);
    assertThat(first.steps()).isEqualTo(7);
    assertThat(first.epochs()).isEqualTo(2);
    assertThat(plan.first(20)).isEqualTo(plan);
    assertThat(first).usingRecursiveComparison().ignoringFields("steps").isEqualTo(plan);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan.first(21))
        .withMessage("there are 20 steps, not 21");
  }
}
