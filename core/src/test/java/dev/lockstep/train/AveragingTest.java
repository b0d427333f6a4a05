package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.linalg.ExponentialAverage;
import dev.lockstep.metric.MetricReport;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.Initializer;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.RunningStatistics;
import dev.lockstep.nn.layer.BatchNorm;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Relu;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.optim.Adam;
import dev.lockstep.optim.GradientClip;
import dev.lockstep.optim.Regularization;
import dev.lockstep.optim.schedule.ConstantRate;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.Shard;
import dev.lockstep.shard.Shuffle;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A training whose parameters are averaged over its steps: 12 steps, 2 of them without weight. */
class AveragingTest {
  private static final Network NETWORK =
      new Network(
          3,
          List.of(new Dense(3, 4, false), new BatchNorm(4), new Relu(), new Dense(4, 2)),
          new SoftmaxCrossEntropy());
  private static final float[] INITIAL =
      new Initializer(Initializer.Kind.HE, 1).initialize(NETWORK, 1);
  private static final int COUNT =
      NETWORK.parameters().tensor("1.num_batches_tracked").range().from();
  private static final BatchPlan BATCHES = new BatchPlan(36, 6, Shuffle.NONE, 1);
  private static final Map<Split, List<Shard>> DATA =
      Map.of(Split.TRAIN, List.of(Shards.of(0, 3, rows())), Split.DEV, List.of(dev()));

  /** The third mini-batch of each epoch weighs nothing. */
  private static List<float[]> rows() {
    List<float[]> rows = Shards.randomRows(36, 3, 2, 1);
    rows.subList(12, 18).forEach(row -> row[4] = 0);
    return rows;
  }

  private static Shard dev() {
    return Shards.of(0, 3, Shards.randomRows(20, 3, 2, 2));
  }

  private static TrainingPlan plan(double rate) {
    return new TrainingPlan(
        BATCHES,
        12,
        1,
        new Adam(0.9, 0.999, 1e-8),
        new ConstantRate(rate),
        Regularization.none(),
        GradientClip.none(),
        Policy.NONE,
        new RunningStatistics(NETWORK),
        ExponentialAverage.LATEST);
  }

  private static TrainingPlan averaging(double decay) {
    return plan(0.05).averaging(new ExponentialAverage(decay));
  }

  private static LocalGradients source() {
    return new LocalGradients(NETWORK, BATCHES, MetricSet.binary(), DATA, BlasBackend.JAVA.load());
  }

  private static TrainingState train(TrainingPlan plan, TrainingListener listener) {
    TrainingState state = TrainingState.initial(plan, INITIAL);
    new Trainer(plan, source(), state).train(listener);
    return state;
  }

  /** Keeps the values after each step. */
  private static final class Trajectory implements TrainingListener {
    private final List<float[]> values = new ArrayList<>();
    private final List<MetricReport> evaluations = new ArrayList<>();
    private final List<float[]> evaluated = new ArrayList<>();
    private TrainingState state = TrainingState.initial(plan(1), INITIAL);

    @Override
    public void onBegin(TrainingState begun) {
      state = begun;
    }

    @Override
    public void onStep(long step, int epoch, double loss) {
      values.add(state.values().clone());
    }

    @Override
    public void onEvaluation(Split split, long steps, MetricReport metrics) {
      evaluations.add(metrics);
      evaluated.add(state.averaged().clone());
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.9, 0.999})
  void itIsTheAverageOfTheValuesAfterEachStepWithWeight(double decay) {
    Trajectory trajectory = new Trajectory();
    TrainingState state = train(averaging(decay), trajectory);
    assertThat(trajectory.values).hasSize(10);
    ExponentialAverage rule = new ExponentialAverage(decay);
    double weight = ExponentialAverage.weight(decay, 10);
    for (int i = 0; i < COUNT; i++) {
      double average = 0;
      double largest = 0;
      for (float[] values : trajectory.values) {
        average = rule.next(average, values[i]);
        largest = Math.max(largest, Math.abs((double) values[i]));
      }
      // Four roundings a step.
      assertThat((double) state.averaged()[i])
          .isCloseTo(average / weight, within(10 * 4 * 0x1p-24 * largest));
    }
  }

  @Test
  void runningStatisticsAreAveragedAndMiniBatchesAreCounted() {
    TrainingState state = train(averaging(0.9), TrainingListener.NONE);
    int mean = NETWORK.parameters().tensor("1.running_mean").range().from();
    assertThat(state.averaged()[mean]).isNotEqualTo(state.values()[mean]);
    assertThat(state.averaged()[COUNT]).isEqualTo(state.values()[COUNT]);
  }

  @Test
  void trainingTakesTheSameStepsWithAndWithoutIt() {
    float[] without = train(plan(0.05), TrainingListener.NONE).values();
    assertThat(train(averaging(0.9), TrainingListener.NONE).values()).containsExactly(without);
  }

  @Test
  void itIsWhatIsEvaluatedAndWhatATrainingGives() {
    TrainingPlan plan = averaging(0.9);
    Trajectory trajectory = new Trajectory();
    TrainingState state = TrainingState.initial(plan, INITIAL);
    assertThat(state.averaged()).containsExactly(INITIAL);
    LocalGradients source = source();
    TrainingResult result = new Trainer(plan, source, state).train(trajectory);
    assertThat(result.parameters()).isSameAs(state.averaged()).isNotEqualTo(state.values());
    assertThat(trajectory.evaluations).hasSize(2);
    for (int i = 0; i < 2; i++) {
      assertThat(trajectory.evaluations.get(i).values())
          .isEqualTo(source.evaluate(trajectory.evaluated.get(i), Split.DEV).values());
    }
    assertThat(trajectory.evaluations.get(1).values())
        .isNotEqualTo(source.evaluate(state.values(), Split.DEV).values());
  }

  @Test
  void theBestParametersAreThoseThatWereEvaluated() {
    Policy keepFirst =
        new Policy() {
          @Override
          public int remembered() {
            return 0;
          }

          @Override
          public Decision decide(
              @Nullable MetricReport evaluation, TrainingState state, DoubleBuffer memory) {
            return new Decision(false, 1, state.steps() == 6);
          }
        };
    TrainingPlan whole = averaging(0.9);
    TrainingPlan plan =
        new TrainingPlan(
            whole.batches(),
            whole.steps(),
            1,
            whole.optimizer(),
            whole.learningRate(),
            whole.regularization(),
            whole.clip(),
            keepFirst,
            whole.statistics(),
            whole.average());
    Trajectory trajectory = new Trajectory();
    TrainingState.Best best = Objects.requireNonNull(train(plan, trajectory).best());
    assertThat(best.values()).containsExactly(trajectory.evaluated.get(0));
  }

  @Test
  void withoutItNothingIsKeptTwice() {
    TrainingState state = TrainingState.initial(plan(0.05), INITIAL);
    assertThat(state.averaged()).isSameAs(state.values());
    TrainingState copy = state.copy();
    assertThat(copy.averaged()).isSameAs(copy.values()).isNotSameAs(state.values());
    assertThat(averaging(0).averages()).isFalse();
    assertThat(Trainer.arrays(averaging(0.9))).isEqualTo(Trainer.arrays(plan(0.05)) + 1);
  }

  /** What the average has of the steps that led astray would lead astray too. */
  @Test
  void afterADivergenceItBeginsAnewFromTheLastGoodValues() {
    TrainingPlan plan = plan(1e30).averaging(new ExponentialAverage(0.9));
    DivergedException diverged =
        Objects.requireNonNull(
            catchThrowableOfType(
                DivergedException.class, () -> train(plan, TrainingListener.NONE)));
    TrainingState good = diverged.lastGood();
    assertThat(good.averaged()).isNotSameAs(good.values()).containsExactly(good.values());
    assertThat(good.plateaus()).isEmpty();
    long first = good.steps();
    new Trainer(averaging(0.9), source(), good)
        .train(
            new TrainingListener() {
              @Override
              public void onStep(long step, int epoch, double loss) {
                if (step == first) {
                  assertThat(good.averaged()).containsExactly(good.values());
                }
              }
            });
    assertThat(good.steps()).isEqualTo(12);
  }

  @Test
  void aStateWithAnAverageIsNoneWithoutOne() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TrainingState.initial(averaging(0.9), INITIAL).writeTo(bytes);
    TrainingState other = TrainingState.initial(plan(0.05), INITIAL);
    assertThatIOException()
        .isThrownBy(() -> other.readFrom(new ByteArrayInputStream(bytes.toByteArray())))
        .withMessage("a training state with " + INITIAL.length + " averaged values, not 0");
  }
}
