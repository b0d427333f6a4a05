package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.augment.Augmentation;
import dev.lockstep.augment.ImageShape;
import dev.lockstep.augment.Mirror;
import dev.lockstep.augment.Noise;
import dev.lockstep.augment.PixelScale;
import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.linalg.ExponentialAverage;
import dev.lockstep.metric.Measure;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.Initializer;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.ParameterLayout.Role;
import dev.lockstep.nn.RunningStatistics;
import dev.lockstep.nn.layer.BatchNorm;
import dev.lockstep.nn.layer.BatchNorm.Statistics;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Dropout;
import dev.lockstep.nn.layer.Layer;
import dev.lockstep.nn.layer.Tanh;
import dev.lockstep.nn.loss.ClassTargets;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.optim.Adam;
import dev.lockstep.optim.GradientClip;
import dev.lockstep.optim.Regularization;
import dev.lockstep.optim.Regularization.Penalty;
import dev.lockstep.optim.schedule.ConstantRate;
import dev.lockstep.optim.schedule.LearningRate;
import dev.lockstep.optim.schedule.ManualRate;
import dev.lockstep.optim.schedule.ManualRate.Change;
import dev.lockstep.optim.schedule.OneCycleRate;
import dev.lockstep.optim.schedule.WarmUp;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.Shard;
import dev.lockstep.shard.Shuffle;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Any techniques in one training. */
class TechniquesTest {
  private static final int FEATURES = 6;

  /** 40 examples in mini-batches of 8: epochs of 5 steps. */
  private static final int STEPS = 33;

  private static final BatchPlan BATCHES = new BatchPlan(40, 8, Shuffle.FULL, 3);
  private static final Map<Split, List<Shard>> DATA =
      Map.of(Split.TRAIN, List.of(shard(0, 22), shard(1, 18)), Split.DEV, List.of(shard(2, 15)));

  enum Technique {
    BATCH_NORM,
    SYNC,
    DROPOUT,
    AUGMENTATION,
    SMOOTHING,
    CLASS_WEIGHTS,
    L2,
    L1,
    CLIPPING,
    WARM_UP,
    ONE_CYCLE,
    AVERAGE,
    REDUCE_ON_PLATEAU,
    EARLY_STOPPING
  }

  private static final Set<Technique> ALL = EnumSet.allOf(Technique.class);

  private static Shard shard(int number, int rows) {
    return Shards.of(number, FEATURES, Shards.randomRows(rows, FEATURES, 2, number));
  }

  /** A training with some of them. */
  private record Training(Set<Technique> with) {
    Network network() {
      boolean norm = with.contains(Technique.BATCH_NORM);
      List<Layer> layers = new ArrayList<>(List.of(new Dense(FEATURES, 7, !norm)));
      if (norm) {
        layers.add(
            new BatchNorm(7, with.contains(Technique.SYNC) ? Statistics.SYNC : Statistics.SHARD));
      }
      layers.add(new Tanh());
      if (with.contains(Technique.DROPOUT)) {
        layers.add(new Dropout(0.8));
      }
      layers.add(new Dense(7, 2));
      ClassTargets targets =
          new ClassTargets(
              with.contains(Technique.SMOOTHING) ? 0.1 : 0,
              with.contains(Technique.CLASS_WEIGHTS) ? List.of(0.7f, 3.1f) : List.of());
      return new Network(FEATURES, layers, new SoftmaxCrossEntropy(targets));
    }

    BatchPlan batches() {
      return with.contains(Technique.AUGMENTATION)
          ? BATCHES.augmented(
              new Augmentation(
                  new ImageShape(1, 2, 3),
                  new PixelScale(new double[FEATURES], new double[] {1, 1, 1, 1, 1, 1}),
                  List.of(new Mirror(0.5), new Noise(0.1))))
          : BATCHES;
    }

    LearningRate rate() {
      boolean warm = with.contains(Technique.WARM_UP);
      LearningRate rate =
          with.contains(Technique.ONE_CYCLE)
              ? new OneCycleRate(0.02, 0.1, 0.001, 0.3, warm ? STEPS - 4 : STEPS)
              : new ConstantRate(0.05);
      return warm ? new WarmUp(rate, 4) : rate;
    }

    TrainingPlan plan() {
      return plan(rate());
    }

    TrainingPlan plan(LearningRate rate) {
      Network network = network();
      return new TrainingPlan(
          batches(),
          STEPS,
          1,
          new Adam(0.9, 0.999, 1e-8),
          rate,
          new Regularization(
              penalty(Technique.L2, network, 0.3), penalty(Technique.L1, network, 0.5)),
          with.contains(Technique.CLIPPING) ? new GradientClip(0.3, 0.1) : GradientClip.none(),
          new Policies(policies()),
          new RunningStatistics(network),
          with.contains(Technique.AVERAGE)
              ? new ExponentialAverage(0.8)
              : ExponentialAverage.LATEST);
    }

    private List<Penalty> penalty(Technique technique, Network network, double lambda) {
      return with.contains(technique)
          ? List.of(new Penalty(lambda, network.parameters().ranges(Role::isPenalised)))
          : List.of();
    }

    private List<Policy> policies() {
      List<Policy> policies = new ArrayList<>();
      if (with.contains(Technique.REDUCE_ON_PLATEAU)) {
        policies.add(new ReduceOnPlateau(Measure.LOSS, 0.5, 0, 0.2, 0, 0.01));
      }
      if (with.contains(Technique.EARLY_STOPPING)) {
        policies.add(new EarlyStopping(Measure.LOSS, 2, 0.001));
      }
      return policies;
    }

    LocalGradients source() {
      return new LocalGradients(
          network(), batches(), MetricSet.binary(), DATA, BlasBackend.JAVA.load());
    }

    TrainingState initial() {
      float[] values = new Initializer(Initializer.Kind.XAVIER, 1).initialize(network(), 5);
      return TrainingState.initial(plan(), values);
    }

    TrainingState train(TrainingPlan plan) {
      return new Trainer(plan, source(), initial()).train(TrainingListener.NONE).state();
    }
  }

  @Property(tries = 300)
  void anyOfThemGoOnToTheBitAfterAnyStep(
      @ForAll Set<Technique> some, @ForAll @IntRange(max = STEPS) int stop) throws IOException {
    goOn(new Training(some), stop);
  }

  @Example
  void allOfThemGoOnToTheBitAfterEachStep() throws IOException {
    for (int stop = 0; stop <= STEPS; stop++) {
      goOn(new Training(ALL), stop);
    }
  }

  private static void goOn(Training training, int stop) throws IOException {
    new StopAndGo(training.plan(), training::source, training.initial()).goesOnToTheBit(stop);
  }

  /** Otherwise the others would tell nothing of it. */
  @ParameterizedTest
  @EnumSource
  void eachOfThemMakesADifference(Technique technique) {
    Set<Technique> others = EnumSet.complementOf(EnumSet.of(technique));
    assertThat(Arrays.deepEquals(trained(ALL), trained(others))).isFalse();
  }

  private static float[][] trained(Set<Technique> with) {
    Training training = new Training(with);
    TrainingState state = training.train(training.plan());
    return new float[][] {state.values(), state.kept()};
  }

  /** Though the schedule is that of the whole training. */
  @Example
  void theBestAreTheAverageOfATrainingUpToThem() {
    Training training = new Training(ALL);
    TrainingState stopped = training.train(training.plan());
    assertThat(stopped.isStopped()).isTrue();
    assertThat(stopped.keptSteps()).isLessThan(stopped.steps());
    TrainingState first = training.train(training.plan().first(stopped.keptSteps()));
    assertThat(first.averaged()).isEqualTo(stopped.kept()).isNotEqualTo(first.values());
  }

  @Example
  void theBestOutlastADivergence() {
    Set<Technique> some = EnumSet.of(Technique.AVERAGE, Technique.EARLY_STOPPING);
    Training training = new Training(some);
    LearningRate explodes = new ManualRate(0.01, List.of(new Change(1, 1e300)));
    DivergedException diverged =
        Objects.requireNonNull(
            catchThrowableOfType(
                DivergedException.class, () -> training.train(training.plan(explodes))));
    TrainingState good = diverged.lastGood();
    assertThat(good.keptSteps()).isEqualTo(5);
    assertThat(good.kept())
        .isEqualTo(training.train(training.plan(explodes).first(good.keptSteps())).averaged());
  }
}
