package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.metric.MetricReport;
import dev.lockstep.nn.GradientSum;
import dev.lockstep.nn.LayerStatistics;
import dev.lockstep.optim.Sgd;
import dev.lockstep.optim.schedule.ConstantRate;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.Shuffle;
import dev.lockstep.train.Plateaus.Plateau;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlateausTest {
  private static Plateaus of(long planned, long steps, LongToDoubleFunction smoothed) {
    Plateaus plateaus = Plateaus.of(planned);
    for (long step = 1; step <= steps; step++) {
      plateaus.stepTaken(smoothed.applyAsDouble(step), step);
    }
    return plateaus;
  }

  @Test
  void aFifthOfTheStepsMakesAPlateauAndNoneIsShorterThan200() {
    assertThat(of(500, 200, step -> 1).until(200)).isEmpty();
    assertThat(of(500, 201, step -> 1).until(201)).containsExactly(new Plateau(1, 201, 1));
    assertThat(of(2000, 400, step -> 1).until(400)).isEmpty();
    assertThat(of(2000, 401, step -> 1).until(401)).containsExactly(new Plateau(1, 401, 1));
  }

  @Test
  void aFallOfMoreThanOnePercentEndsAPlateauAndARiseDoesNot() {
    LongToDoubleFunction loss =
        step -> step <= 100 ? 3 : step <= 250 ? 2 : step <= 400 ? 2.5 : 1.97;
    Plateaus plateaus = of(500, 420, loss);
    assertThat(plateaus.until(420)).containsExactly(new Plateau(101, 400, 2));
    assertThat(plateaus.justEnded(401)).isEqualTo(new Plateau(101, 400, 2));
    assertThat(plateaus.justEnded(402)).isNull();
    assertThat(plateaus.underWay(420)).isNull();
    assertThat(of(500, 420, step -> step <= 100 ? 3 : step <= 400 ? 2 : 1.981).until(420))
        .containsExactly(new Plateau(101, 420, 2));
  }

  @Test
  void aSteadyFallIsNoPlateau() {
    assertThat(of(1000, 1000, step -> Math.pow(0.99, step / 150.0)).until(1000)).isEmpty();
    assertThat(of(1000, 1000, step -> Math.pow(0.99, step / 250.0)).until(1000)).isNotEmpty();
  }

  /** Losses by step: 1 up to step 300, then 0.2. */
  private static final GradientSource STAIR = losses(step -> step < 300 ? 1 : 0.2);

  /** One parameter that never moves, and those losses by step, from 0. */
  private static GradientSource losses(LongToDoubleFunction loss) {
    return new GradientSource() {
      @Override
      public GradientSum at(float[] parameters, long step) {
        GradientSum sum = new GradientSum(new float[1]);
        sum.addTotals(loss.applyAsDouble(step), 1, 1);
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
  }

  private static final TrainingPlan PLAN =
      TrainingPlan.epochs(
          900, new BatchPlan(1, 1, Shuffle.NONE, 1), new Sgd(), new ConstantRate(0.1));

  /** Tells plateaus by the step after which they are told; interrupts after that many steps. */
  private static TrainingListener events(List<String> events, long stop) {
    return new TrainingListener() {
      private long step;

      @Override
      public void onStep(long taken, int epoch, double loss) {
        step = taken + 1;
        if (step == stop) {
          Thread.currentThread().interrupt();
        }
      }

      @Override
      public void onPlateau(Plateau plateau) {
        events.add("after " + step + ": " + plateau);
      }
    };
  }

  @Test
  void aPlateauIsToldWhenItIsOverAndTheLastAtTheEnd() {
    List<String> events = new ArrayList<>();
    TrainingState state = TrainingState.initial(PLAN, new float[1]);
    TrainingResult result = new Trainer(PLAN, STAIR, state).train(events(events, -1));
    assertThat(result.plateaus()).hasSize(2);
    Plateau last = result.plateaus().get(1);
    assertThat(events)
        .containsExactly("after 301: " + new Plateau(1, 300, 1), "after 900: " + last);
    // n steps after the fall, 0.98^n of it are left: 1% of 0.2 after 297.
    assertThat(last.from()).isBetween(597L, 700L);
    assertThat(last.to()).isEqualTo(900);
    assertThat(last.loss()).isBetween(0.2, 0.2 / 0.99);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 150, 299, 300, 301, 302, 500, 899})
  void aTrainingThatStopsAnywhereTellsThePlateausOfOneThatNeverStopped(long stop)
      throws IOException {
    List<String> whole = new ArrayList<>();
    TrainingState uninterrupted = TrainingState.initial(PLAN, new float[1]);
    new Trainer(PLAN, STAIR, uninterrupted).train(events(whole, -1));

    List<String> parts = new ArrayList<>();
    TrainingState stopped = TrainingState.initial(PLAN, new float[1]);
    try {
      new Trainer(PLAN, STAIR, stopped).train(events(parts, stop));
      throw new AssertionError("it was not interrupted");
    } catch (CancellationException e) {
      assertThat(stopped.steps()).isEqualTo(stop);
    }
    TrainingState copy = stopped.copy();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    stopped.writeTo(bytes);
    TrainingState read = TrainingState.initial(PLAN, new float[1]);
    read.readFrom(new ByteArrayInputStream(bytes.toByteArray()));
    assertThat(read).isEqualTo(stopped).isEqualTo(copy);

    List<String> copied = new ArrayList<>(parts);
    new Trainer(PLAN, STAIR, copy).train(events(copied, -1));
    new Trainer(PLAN, STAIR, read).train(events(parts, -1));
    assertThat(copied).isEqualTo(whole);
    assertThat(parts).isEqualTo(whole);
    assertThat(read).isEqualTo(uninterrupted).isEqualTo(copy);
  }

  /** Of a loss that falls by a third all in all, but for the first mini-batch. */
  @Test
  void aFirstMiniBatchThatIsLuckyIsNotWhatALossIsMeasuredBy() {
    LongToDoubleFunction falling = step -> step == 0 ? 0.1 : 3 - step / 900.0;
    TrainingState state = TrainingState.initial(PLAN, new float[1]);
    assertThat(new Trainer(PLAN, losses(falling), state).train(TrainingListener.NONE).plateaus())
        .isEmpty();
  }

  @Test
  void aLossThatNeverMovesIsOnAPlateauFromTheFirstStep() {
    LongToDoubleFunction still = step -> step == 0 ? 0.1 : 1;
    TrainingState state = TrainingState.initial(PLAN, new float[1]);
    List<Plateau> found =
        new Trainer(PLAN, losses(still), state).train(TrainingListener.NONE).plateaus();
    assertThat(found).hasSize(1);
    assertThat(found.get(0).from()).isEqualTo(1);
    assertThat(found.get(0).to()).isEqualTo(900);
    // The first of 49 losses has 0.98^48 of the weight of the last.
    double weight = 0.02 * Math.pow(0.98, 48) / (1 - Math.pow(0.98, 49));
    assertThat(found.get(0).loss()).isCloseTo(1 - 0.9 * weight, within(1e-12));
  }

  @Test
  void severalListenersAreToldOfIt() {
    List<String> events = new ArrayList<>();
    TrainingState state = TrainingState.initial(PLAN, new float[1]);
    new Trainer(PLAN, STAIR, state)
        .train(new TrainingListeners(events(events, -1), events(events, -1)));
    assertThat(events).hasSize(4);
    assertThat(events.get(0)).isEqualTo(events.get(1));
  }
}
