package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.linalg.ExponentialAverage;
import dev.lockstep.linalg.Range;
import dev.lockstep.metric.Measure;
import dev.lockstep.metric.MetricReport;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.GradientSum;
import dev.lockstep.nn.LayerStatistics;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.ParameterLayout.Role;
import dev.lockstep.nn.RunningStatistics;
import dev.lockstep.nn.layer.BatchNorm;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Tanh;
import dev.lockstep.nn.loss.SigmoidCrossEntropy;
import dev.lockstep.nn.loss.SquaredError;
import dev.lockstep.optim.Adam;
import dev.lockstep.optim.AdamW;
import dev.lockstep.optim.GradientClip;
import dev.lockstep.optim.Momentum;
import dev.lockstep.optim.Nesterov;
import dev.lockstep.optim.Optimizer;
import dev.lockstep.optim.Regularization;
import dev.lockstep.optim.Regularization.Penalty;
import dev.lockstep.optim.RmsProp;
import dev.lockstep.optim.Sgd;
import dev.lockstep.optim.schedule.ConstantRate;
import dev.lockstep.optim.schedule.InverseTimeRate;
import dev.lockstep.optim.schedule.OneCycleRate;
import dev.lockstep.optim.schedule.WarmUp;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.Shard;
import dev.lockstep.shard.Shuffle;
import dev.lockstep.train.TrainingListener.EpochSummary;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.DoubleBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A training that stops and goes on elsewhere is the training that never stopped, to the bit. */
class TrainingStateTest {
  private static final Network NETWORK =
      new Network(
          3, List.of(new Dense(3, 4), new Tanh(), new Dense(4, 1)), new SigmoidCrossEntropy());

  /** 37 examples in mini-batches of 8: epochs of 5 steps. */
  private static final BatchPlan BATCHES = new BatchPlan(37, 8, Shuffle.FULL, 3);

  private static final int STEPS = 23;
  private static final Map<Split, List<Shard>> DATA =
      Map.of(
          Split.TRAIN,
          List.of(shard(0, 20, 0), shard(1, 17, 20)),
          Split.DEV,
          List.of(shard(0, 9, 40)));

  /**
   * Halves the rate whenever the dev loss has not been the lowest so far, counts these times, and
   * remembers the lowest; may stop at an epoch.
   */
  private record Halving(int stopAfter) implements Policy {
    @Override
    public int remembered() {
      return 3;
    }

    @Override
    public Decision decide(
        @Nullable MetricReport evaluation, TrainingState state, DoubleBuffer memory) {
      memory.put(2, memory.get(2) + 1);
      boolean stop = memory.get(2) == stopAfter;
      if (evaluation == null) {
        return new Decision(stop, state.learningRateFactor(), false);
      }
      double loss = (Double) Objects.requireNonNull(evaluation.values().get("loss"));
      boolean best = memory.get(1) == 0 || loss < memory.get(0);
      memory.put(0, best ? loss : memory.get(0)).put(1, memory.get(1) + 1);
      return new Decision(stop, state.learningRateFactor() * (best ? 1 : 0.5), best);
    }
  }

  @Provide
  static Arbitrary<Optimizer> optimizers() {
    Adam adam = new Adam(0.9, 0.999, 1e-8);
    return Arbitraries.of(
        new Sgd(),
        new Momentum(0.9, true),
        new Nesterov(0.9),
        new RmsProp(0.99, 1e-8),
        adam,
        new AdamW(adam, 0.01, NETWORK.parameters().ranges(Role::isPenalised)));
  }

  @Provide
  static Arbitrary<ExponentialAverage> averages() {
    return Arbitraries.of(ExponentialAverage.LATEST, new ExponentialAverage(0.7));
  }

  private static TrainingPlan plan(Optimizer optimizer, Policy policy) {
    return new TrainingPlan(
        BATCHES,
        STEPS,
        2,
        optimizer,
        new InverseTimeRate(0.5, 0.1),
        new Regularization(
            List.of(new Penalty(0.3, NETWORK.parameters().ranges(Role::isPenalised))),
            List.of(new Penalty(0.5, NETWORK.parameters().ranges(Role::isPenalised)))),
        new GradientClip(1, 0.5),
        policy);
  }

  @Property
  void aTrainingThatStopsAfterAnyStepGoesOnToTheBit(
      @ForAll("optimizers") Optimizer optimizer,
      @ForAll("averages") ExponentialAverage average,
      @ForAll @IntRange(max = STEPS) int stop)
      throws IOException {
    goesOnToTheBit(plan(optimizer, new Halving(0)).averaging(average), stop);
  }

  /** Evaluated in every epoch, with a rate that depends on the step; it may end before. */
  @Property
  void aTrainingWhosePoliciesDecideGoesOnToTheBitToo(
      @ForAll @IntRange(min = 1, max = 5) int patience,
      @ForAll("averages") ExponentialAverage average,
      @ForAll @IntRange(max = STEPS) int stop)
      throws IOException {
    Policy both =
        new Policies(
            List.of(
                new ReduceOnPlateau(Measure.ACCURACY, 0.5, 0, 1e-4, 1, 0.1),
                new EarlyStopping(Measure.LOSS, patience, 0.001)));
    TrainingPlan plan =
        new TrainingPlan(
            BATCHES,
            STEPS,
            1,
            new Momentum(0.9, false),
            new WarmUp(new OneCycleRate(0.5, 8, 0.1, 0.3, STEPS - 3), 3),
            Regularization.none(),
            GradientClip.none(),
            both);
    goesOnToTheBit(plan.averaging(average), stop);
  }

  private static void goesOnToTheBit(TrainingPlan plan, int stop) throws IOException {
    new StopAndGo(plan, TrainingStateTest::source, initial(plan)).goesOnToTheBit(stop);
  }

  private static TrainingState initial(TrainingPlan plan) {
    float[] parameters = new float[NETWORK.parameters().size()];
    Random random = new Random(1);
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = (float) random.nextGaussian();
    }
    return TrainingState.initial(plan, parameters);
  }

  private static TrainingState train(
      TrainingPlan plan, TrainingState state, TrainingListener listener) {
    TrainingResult result = new Trainer(plan, source(), state).train(listener);
    assertThat(result.state()).isSameAs(state);
    return state;
  }

  private static LocalGradients source() {
    return new LocalGradients(NETWORK, BATCHES, MetricSet.binary(), DATA, BlasBackend.JAVA.load());
  }

  @Test
  void aPolicyStopsChangesTheRateAndKeepsTheBest() {
    TrainingPlan plan = plan(new Momentum(0.9, false), new Halving(3));
    TrainingState state = train(plan, initial(plan), TrainingListener.NONE);
    assertThat(state.isStopped()).isTrue();
    assertThat(state.steps()).isEqualTo(15);
    assertThat(state.memory()).endsWith(1, 3);
    TrainingState.Best best = state.best();
    assertThat(best).isNotNull();
    assertThat(best.steps()).isEqualTo(10);
    assertThat(best.values()).isNotEqualTo(state.values());
    TrainingResult result = new TrainingResult(state, new StepTimes());
    assertThat(result.parameters()).isSameAs(best.values());
    assertThat(result.parametersSteps()).isEqualTo(10);
    assertThat(result.steps()).isEqualTo(15);
    TrainingPlan shorter = plan(new Momentum(0.9, false), new Halving(2));
    assertThat(train(shorter, initial(plan), TrainingListener.NONE).values())
        .containsExactly(best.values());
    assertThat(train(plan, state.copy(), TrainingListener.NONE)).isEqualTo(state);
  }

  @Test
  void aPolicysFactorScalesEveryLaterRate() {
    List<String> rates = new ArrayList<>();
    Policy third =
        new Policy() {
          @Override
          public int remembered() {
            return 0;
          }

          @Override
          public Decision decide(
              @Nullable MetricReport evaluation, TrainingState state, DoubleBuffer memory) {
            return new Decision(false, state.steps() == 5 ? 0.25 : 0.5, false);
          }
        };
    TrainingPlan plan = plan(new Sgd(), third);
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onEpoch(EpochSummary epoch) {
            double scheduled = plan.learningRate().at(epoch.steps() - 1, epoch.epoch());
            rates.add(String.valueOf((float) (epoch.learningRate() / scheduled)));
          }
        };
    train(plan, initial(plan), listener);
    assertThat(rates).containsExactly("1.0", "0.25", "0.5", "0.5", "0.5");
  }

  @Test
  void optimizersPenaltiesAndClippingLeaveBuffersAlone() {
    Network norm =
        new Network(1, List.of(new Dense(1, 1, false), new BatchNorm(1)), new SquaredError());
    float[] values = {1, 2, 3, 100, 200, 300};
    for (Optimizer optimizer : optimizers().allValues().orElseThrow().toList()) {
      Optimizer own =
          optimizer instanceof AdamW adamW
              ? new AdamW(adamW.adam(), 0.01, List.of(new Range(0, 3)))
              : optimizer;
      TrainingPlan plan =
          new TrainingPlan(
              new BatchPlan(1, 1, Shuffle.NONE, 1),
              2,
              1,
              own,
              new ConstantRate(0.1),
              Regularization.none(),
              GradientClip.none(),
              Policy.NONE,
              new RunningStatistics(norm),
              ExponentialAverage.LATEST);
      TrainingState state = TrainingState.initial(plan, values, 3);
      // What no shard has measured is no measure.
      new Trainer(plan, tail(new float[] {1, 1, 1, 1e30f, 1e30f, 0}), state)
          .train(TrainingListener.NONE);
      assertThat(Arrays.copyOfRange(state.values(), 3, 5)).containsExactly(100, 200);
      assertThat(state.values()[5]).isEqualTo(300);
      assertThat(state.values()[0]).isLessThan(1);
      assertThat(List.of(state.optimizer().moments())).allMatch(moment -> moment.length == 3);
    }
    float[] gradient = {3, 4, 1e30f};
    new GradientClip(100, 1).apply(gradient, 2);
    assertThat(gradient).containsExactly(0.6f, 0.8f, 1e30f);
  }

  /**
   * A source whose mini-batches of weight 1 all have that gradient, and measure that of buffers.
   */
  private static GradientSource tail(float[] gradient) {
    return new GradientSource() {
      @Override
      public int buffers() {
        return 3;
      }

      @Override
      public GradientSum at(float[] parameters, long step) {
        GradientSum sum = new GradientSum(gradient.clone());
        sum.addTotals(1, 1, 1);
        return sum;
      }

      @Override
      public LayerStatistics observe(float[] parameters, long step) {
        throw new IllegalArgumentException("there are no layers");
      }

      @Override
      public MetricReport evaluate(float[] parameters, Split split) {
        throw new IllegalArgumentException("there are no examples");
      }

      @Override
      public MetricReport evaluate(float[] parameters, Split split, double threshold) {
        return evaluate(parameters, split);
      }

      @Override
      public boolean has(Split split) {
        return false;
      }
    };
  }

  @Test
  void smoothedLossIsTheMeanOfTheLatestWithoutBiasToTheFirst() {
    TrainingPlan plan = plan(new Sgd(), Policy.NONE);
    TrainingState state = initial(plan);
    assertThat(state.smoothedLoss()).isNaN();
    state.stepTaken(3, 1);
    assertThat(state.smoothedLoss()).isEqualTo(3);
    state.stepTaken(1, 5);
    assertThat(state.smoothedLoss()).isBetween(1.9, 2.0);
  }

  @Test
  void bytesOfAnythingElseAreRefused() throws IOException {
    TrainingPlan plan = plan(new Adam(0.9, 0.999, 1e-8), Policy.NONE);
    TrainingState state = initial(plan);
    byte[] bytes = StopAndGo.bytes(state);
    assertThatThrownBy(() -> read(state, Arrays.copyOf(bytes, bytes.length - 1)))
        .isInstanceOf(EOFException.class);
    byte[] text = "no training state, but as long as".getBytes(StandardCharsets.UTF_8);
    assertThatIOException()
        .isThrownBy(() -> read(state, text))
        .withMessage("these bytes are no training state of this version");
    TrainingState sgd = initial(plan(new Sgd(), Policy.NONE));
    assertThatIOException()
        .isThrownBy(() -> read(sgd, bytes))
        .withMessage("a training state with 2 moments, not 0");
    TrainingState remembers = initial(plan(new Adam(0.9, 0.999, 1e-8), new Halving(0)));
    assertThatIOException()
        .isThrownBy(() -> read(remembers, bytes))
        .withMessage("a training state with 0 remembered numbers, not 3");
    TrainingState fewer = TrainingState.initial(plan, new float[20]);
    assertThatIOException()
        .isThrownBy(() -> read(fewer, bytes))
        .withMessage("a training state with 21 values, not 20");
    TrainingState buffers = TrainingState.initial(plan, new float[21], 20);
    assertThatIOException()
        .isThrownBy(() -> read(buffers, bytes))
        .withMessage("a training state with 21 trained parameters, not 20");
  }

  private static void read(TrainingState state, byte[] bytes) throws IOException {
    state.readFrom(new ByteArrayInputStream(bytes));
  }

  @Test
  void aFactorThatWouldStopAllLearningIsRefused() {
    for (double factor : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Policy.Decision(false, factor, false))
          .withMessage("the factor of the learning rate must be positive, not " + factor);
    }
  }

  private static Shard shard(int number, int rows, int from) {
    List<float[]> examples =
        IntStream.range(from, from + rows)
            .mapToObj(
                i ->
                    new float[] {
                      (float) Math.sin(i), (float) Math.cos(2 * i), i % 7 - 3, i % 3 == 0 ? 1 : 0, 1
                    })
            .toList();
    return Shards.of(number, 3, examples);
  }
}
