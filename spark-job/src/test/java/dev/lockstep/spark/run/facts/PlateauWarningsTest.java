package dev.lockstep.spark.run.facts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.metric.MetricReport;
import dev.lockstep.nn.GradientSum;
import dev.lockstep.nn.LayerStatistics;
import dev.lockstep.optim.Adam;
import dev.lockstep.optim.Optimizer;
import dev.lockstep.optim.Sgd;
import dev.lockstep.optim.schedule.ConstantRate;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.Shuffle;
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.Split;
import dev.lockstep.train.Trainer;
import dev.lockstep.train.TrainingListener;
import dev.lockstep.train.TrainingPlan;
import dev.lockstep.train.TrainingResult;
import dev.lockstep.train.TrainingState;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;

class PlateauWarningsTest {
  private static final int STEPS = 1000;

  private static TrainingPlan plan(Optimizer optimizer) {
    BatchPlan batches = new BatchPlan(1, 1, Shuffle.NONE, 1);
    return TrainingPlan.epochs(STEPS, batches, optimizer, new ConstantRate(0.1));
  }

  private static List<String> of(Optimizer optimizer, LongToDoubleFunction losses) {
    return PlateauWarnings.of(plan(optimizer), train(plan(optimizer), losses));
  }

  /** A training whose mini-batches have those losses. */
  private static TrainingResult train(TrainingPlan plan, LongToDoubleFunction losses) {
    GradientSource source =
        new GradientSource() {
          @Override
          public GradientSum at(float[] parameters, long step) {
            GradientSum sum = new GradientSum(new float[1]);
            sum.addTotals(losses.applyAsDouble(step), 1, 1);
            return sum;
          }

          @Override
          public MetricReport evaluate(float[] parameters, Split split) {
            throw new IllegalArgumentException("there are no examples");
          }

          @Override
          public MetricReport evaluate(float[] parameters, Split split, double threshold) {
            throw new IllegalArgumentException("there are no examples");
          }

          @Override
          public LayerStatistics observe(float[] parameters, long step) {
            throw new IllegalArgumentException("there are no layers");
          }

          @Override
          public boolean has(Split split) {
            return false;
          }
        };
    TrainingState state = TrainingState.initial(plan, new float[1]);
    return new Trainer(plan, source, state).train(TrainingListener.NONE);
  }

  @Test
  void aStretchOnTheWayIsToldWithWhatGetsOverItSooner() {
    LongToDoubleFunction late = step -> step < 300 ? 0.69 : 0.1;
    assertThat(of(new Sgd(), late))
        .containsExactly(
            "the loss hardly moved from step 1 to 300: it never came 1% below 0.6900; a"
                + " higher learning_rate.initial, or optimizer.name: adam, often gets over such a"
                + " stretch sooner");
    assertThat(of(new Adam(0.9, 0.999, 1e-8), late))
        .singleElement()
        .asString()
        .endsWith("0.6900; a higher learning_rate.initial often gets over such a stretch sooner");
  }

  @Test
  void atTheEndItMayBeTheBottom() {
    assertThat(of(new Adam(0.9, 0.999, 1e-8), step -> 0.25))
        .containsExactly(
            "the loss hardly moved from step 1 to 1,000: it never came 1% below 0.2500;"
                + " if that is good enough, fewer epochs are; if not, a learning rate that is lower"
                + " or decays (learning_rate.schedule) helps where the loss jumps up and down, and a"
                + " higher learning_rate.initial where it lies still");
  }

  @Test
  void aLossThatSettlesAfterMostOfTheWayIsNotWarnedOf() {
    LongToDoubleFunction settles = step -> Math.max(0.1, 1 - 0.002 * step);
    assertThat(train(plan(new Sgd()), settles).plateaus()).hasSize(1);
    assertThat(of(new Sgd(), settles)).isEmpty();
  }

  @Test
  void aLossThatFallsIsNotToldOf() {
    assertThat(of(new Sgd(), step -> Math.pow(0.999, (double) step))).isEmpty();
  }
}
