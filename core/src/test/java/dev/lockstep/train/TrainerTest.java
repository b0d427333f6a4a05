package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.linalg.Blas;
import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.linalg.Range;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.Initializer;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Network.Outputs;
import dev.lockstep.nn.ParameterLayout.Role;
import dev.lockstep.nn.layer.BatchNorm;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Tanh;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.nn.loss.SquaredError;
import dev.lockstep.optim.Adam;
import dev.lockstep.optim.GradientClip;
import dev.lockstep.optim.Regularization;
import dev.lockstep.optim.Regularization.Penalty;
import dev.lockstep.optim.Sgd;
import dev.lockstep.optim.schedule.ConstantRate;
import dev.lockstep.optim.schedule.InverseTimeRate;
import dev.lockstep.reference.TextbookNetwork;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.MiniBatches;
import dev.lockstep.shard.RowOrder;
import dev.lockstep.shard.Shard;
import dev.lockstep.shard.Shuffle;
import dev.lockstep.testing.Batch;
import dev.lockstep.testing.Closeness;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** The training loop against the same loop as a textbook has it, and against sums by hand. */
final class TrainerTest {
  private static final Blas BLAS = BlasBackend.AUTO.load();

  /** y = w x + b with w = 1, b = 0, and the examples (2, 3) and (1, 1), the first with weight 3. */
  private static final Network LINE = new Network(1, List.of(new Dense(1, 1)), new SquaredError());

  private static final List<float[]> POINTS = List.of(new float[] {2, 3, 3}, new float[] {1, 1, 1});

  @Test
  void aPlanThatMovesNoBuffersIsRefusedForANetworkThatHasSome() {
    Network network =
        new Network(
            3,
            List.of(new Dense(3, 4, false), new BatchNorm(4), new Dense(4, 1)),
            new SquaredError());
    Shard shard = Shards.of(0, 3, Shards.randomRows(20, 3, 2, 1));
    BatchPlan batches = new BatchPlan(20, 5, Shuffle.FULL, 1);
    LocalGradients gradients =
        new LocalGradients(
            network, batches, MetricSet.regression(1), Map.of(Split.TRAIN, List.of(shard)), BLAS);
    TrainingPlan plan = TrainingPlan.epochs(1, batches, new Sgd(), new ConstantRate(0.1));
    float[] values = new Initializer(Initializer.Kind.HE, 1).initialize(network, 1);
    TrainingState state = TrainingState.initial(plan, values);
    assertThatThrownBy(() -> new Trainer(plan, gradients, state))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the network has 9 buffers, the state 0, and the plan moves 0 of them: make both with"
                + " the network");
  }

  @Test
  void trainingEqualsTheTextbookLoopInFloat64() {
    Network network =
        Network.multilayerPerceptron(
            5, List.of(7, 6), new Tanh(), new Outputs(3, new SoftmaxCrossEntropy()));
    List<float[]> rows = Shards.randomRows(53, 5, 3, 1);
    List<Shard> shards =
        List.of(
            Shards.of(0, 5, rows.subList(0, 20)),
            Shards.of(1, 5, List.of()),
            Shards.of(2, 5, rows.subList(20, 53)));
    BatchPlan batches = new BatchPlan(53, 8, Shuffle.FULL, 3);
    double lambda = 0.4;
    TrainingPlan plan =
        new TrainingPlan(
            batches,
            20,
            0,
            new Sgd(),
            new InverseTimeRate(0.5, 1),
            new Regularization(lambda, network.parameters().ranges(Role::isPenalised)),
            GradientClip.none(),
            Policy.NONE);
    float[] initial = new Initializer(Initializer.Kind.XAVIER, 1).initialize(network, 5);
    double[] twin = Closeness.widen(initial);
    List<Double> twinLosses = new ArrayList<>();
    TextbookNetwork textbook = new TextbookNetwork(network);
    for (long step = 0; step < 20; step++) {
      Batch batch = batch(batches, shards, step);
      double m = 0;
      for (float weight : batch.w()) {
        m += weight;
      }
      double[] gradient = textbook.gradient(twin, batch.examples());
      double loss = textbook.loss(twin, batch.examples()) / m;
      double rate = 0.5 / (1 + step / batches.stepsPerEpoch());
      double[] old = twin.clone();
      for (int i = 0; i < twin.length; i++) {
        double weight = isWeight(network, i) ? old[i] : 0;
        loss += lambda / (2 * m) * weight * weight;
        twin[i] -= rate * (gradient[i] / m + lambda / m * weight);
      }
      twinLosses.add(loss);
    }
    List<Double> losses = new ArrayList<>();
    TrainingResult result =
        new Trainer(plan, local(network, batches, shards), TrainingState.initial(plan, initial))
            .train(recordLosses(losses));
    for (int i = 0; i < twin.length; i++) {
      assertThat((double) result.parameters()[i]).isCloseTo(twin[i], within(2e-6));
    }
    for (int i = 0; i < 20; i++) {
      assertThat(losses.get(i)).isCloseTo(twinLosses.get(i), within(2e-6));
    }
    assertThat(result.steps()).isEqualTo(20);
  }

  @Test
  void theGradientIsTheMeanByWeight() {
    // Errors are -1 and 0: the gradient of w is 3 * -1 * 2 / 4, that of b is 3 * -1 / 4.
    assertThat(afterOneStep(Regularization.none(), GradientClip.none()))
        .containsExactly(1 + 0.1f * 1.5f, 0.1f * 0.75f);
  }

  @Test
  void theInitialParametersAreLeftAlone() {
    float[] initial = {1, 0};
    train(plan(3, Regularization.none(), GradientClip.none()), initial, TrainingListener.NONE);
    assertThat(initial).containsExactly(1, 0);
  }

  @Test
  void l2PullsWeightsButNotBiasesAndAddsToTheLoss() {
    Regularization l2 = new Regularization(2, LINE.parameters().ranges(Role::isPenalised));
    // 2 / 4 * w is added to the gradient of w, 2 / (2 * 4) * w^2 to the loss 3 * 0.5 / 4.
    assertThat(afterOneStep(l2, GradientClip.none()))
        .containsExactly(new float[] {1.1f, 0.075f}, within(1e-7f));
    List<Double> losses = new ArrayList<>();
    train(plan(1, l2, GradientClip.none()), new float[] {1, 0}, recordLosses(losses));
    assertThat(losses.get(0)).isCloseTo(0.375 + 0.25, within(1e-12));
  }

  @Test
  void l1MakesWeightsButNotBiasesExactlyZeroAndAddsToTheLoss() {
    List<Range> weights = LINE.parameters().ranges(Role::isPenalised);
    Regularization l1 = new Regularization(List.of(), List.of(new Penalty(100, weights)));
    // The step without it leads to 1.15, and 0.1 * 100 / (2 * 4) is further.
    assertThat(afterOneStep(l1, GradientClip.none())).containsExactly(0f, 0.1f * 0.75f);
    List<Double> losses = new ArrayList<>();
    train(plan(1, l1, GradientClip.none()), new float[] {1, 0}, recordLosses(losses));
    assertThat(losses.get(0)).isCloseTo(0.375 + 12.5, within(1e-12));
  }

  @Test
  void clippingByValueBoundsEachElement() {
    GradientClip clip = new GradientClip(1, Double.POSITIVE_INFINITY);
    assertThat(afterOneStep(Regularization.none(), clip))
        .containsExactly(new float[] {1.1f, 0.075f}, within(1e-7f));
  }

  @Test
  void clippingByNormKeepsTheDirection() {
    GradientClip clip = new GradientClip(Double.POSITIVE_INFINITY, 0.5);
    float norm = (float) Math.hypot(1.5, 0.75);
    assertThat(afterOneStep(Regularization.none(), clip))
        .containsExactly(
            new float[] {1 + 0.1f * 1.5f * 0.5f / norm, 0.1f * 0.75f * 0.5f / norm}, within(1e-7f));
  }

  @Test
  void whatIsClippedIncludesThePenalty() {
    Regularization l2 = new Regularization(1e6, List.of(new Range(0, 1)));
    assertThat(afterOneStep(l2, new GradientClip(1, Double.POSITIVE_INFINITY))[0])
        .isCloseTo(0.9f, within(1e-7f));
  }

  private static float[] afterOneStep(Regularization regularization, GradientClip clip) {
    return train(plan(1, regularization, clip), new float[] {1, 0}, TrainingListener.NONE)
        .parameters();
  }

  private static TrainingPlan plan(long steps, Regularization regularization, GradientClip clip) {
    return new TrainingPlan(
        new BatchPlan(2, 2, Shuffle.NONE, 1),
        steps,
        0,
        new Sgd(),
        new ConstantRate(0.1),
        regularization,
        clip,
        Policy.NONE);
  }

  private static TrainingResult train(
      TrainingPlan plan, float[] initial, TrainingListener listener) {
    GradientSource source = local(LINE, plan.batches(), List.of(Shards.of(0, 1, POINTS)));
    return new Trainer(plan, source, TrainingState.initial(plan, initial)).train(listener);
  }

  private static LocalGradients local(Network network, BatchPlan plan, List<Shard> shards) {
    MetricSet metrics = MetricSet.regression(1);
    return new LocalGradients(network, plan, metrics, Map.of(Split.TRAIN, shards), BLAS);
  }

  @Test
  void aMiniBatchWithoutWeightChangesNothingAndIsCounted() {
    // With momentum, Adam's step count and a penalty, all of which would move the parameters.
    List<float[]> rows =
        List.of(new float[] {2, 3, 1}, new float[] {1, 2, 0}, new float[] {3, 1, 2});
    BatchPlan batches = new BatchPlan(3, 1, Shuffle.NONE, 1);
    List<Double> losses = new ArrayList<>();
    TrainingResult with = trainWithAdam(batches, 3, rows, losses);
    assertThat(with.weightlessSteps()).isEqualTo(1);
    assertThat(with.steps()).isEqualTo(3);
    List<Double> expected = new ArrayList<>();
    TrainingResult without =
        trainWithAdam(
            new BatchPlan(2, 1, Shuffle.NONE, 1), 2, List.of(rows.get(0), rows.get(2)), expected);
    assertThat(with.parameters()).containsExactly(without.parameters());
    assertThat(without.weightlessSteps()).isZero();
    assertThat(losses).isEqualTo(expected).hasSize(2);
  }

  @Test
  void anEpochWithoutWeightHasNoLoss() {
    List<Double> losses = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onEpoch(EpochSummary epoch) {
            losses.add(epoch.loss());
          }
        };
    GradientSource source =
        local(
            LINE,
            new BatchPlan(1, 1, Shuffle.NONE, 1),
            List.of(Shards.of(0, 1, List.of(new float[] {2, 3, 0}))));
    TrainingPlan plan =
        TrainingPlan.epochs(
            1, new BatchPlan(1, 1, Shuffle.NONE, 1), new Sgd(), new ConstantRate(0.1));
    float[] trained =
        new Trainer(plan, source, TrainingState.initial(plan, new float[] {1, 0}))
            .train(listener)
            .parameters();
    assertThat(trained).containsExactly(1, 0);
    assertThat(losses).containsExactly(Double.NaN);
  }

  private static TrainingResult trainWithAdam(
      BatchPlan batches, long steps, List<float[]> rows, List<Double> losses) {
    TrainingPlan plan =
        new TrainingPlan(
            batches,
            steps,
            0,
            new Adam(0.9, 0.999, 1e-8),
            new ConstantRate(0.1),
            new Regularization(2, LINE.parameters().ranges(Role::isPenalised)),
            GradientClip.none(),
            Policy.NONE);
    GradientSource source = local(LINE, batches, List.of(Shards.of(0, 1, rows)));
    return new Trainer(plan, source, TrainingState.initial(plan, new float[] {1, 0}))
        .train(recordLosses(losses));
  }

  @Test
  void anInterruptedThreadTakesNoFurtherStep() {
    List<Double> losses = new ArrayList<>();
    TrainingListener interrupting =
        new TrainingListener() {
          @Override
          public void onStep(long step, int epoch, double loss) {
            losses.add(loss);
            if (step == 2) {
              Thread.currentThread().interrupt();
            }
          }
        };
    TrainingPlan plan = plan(10, Regularization.none(), GradientClip.none());
    assertThatThrownBy(() -> train(plan, new float[] {1, 0}, interrupting))
        .isInstanceOf(CancellationException.class)
        .hasMessageContaining("before step 4");
    assertThat(losses).hasSize(3);
    assertThat(Thread.interrupted()).isFalse();
  }

  private static TrainingListener recordLosses(List<Double> losses) {
    return new TrainingListener() {
      @Override
      public void onStep(long step, int epoch, double loss) {
        losses.add(loss);
      }
    };
  }

  private static boolean isWeight(Network network, int parameter) {
    return network.parameters().ranges(Role::isPenalised).stream()
        .anyMatch(range -> range.from() <= parameter && parameter < range.to());
  }

  /** The mini-batch of a step, row by row. */
  private static Batch batch(BatchPlan plan, List<Shard> shards, long step) {
    MiniBatches batches = new MiniBatches(plan, shards.stream().mapToLong(Shard::rows).toArray());
    List<float[]> rows = new ArrayList<>();
    for (Shard shard : shards) {
      RowOrder order = plan.order(plan.epoch(step), shard.number(), shard.rows());
      for (long i = batches.from(step, shard.number()); i < batches.to(step, shard.number()); i++) {
        int start = (int) order.at(i) * 7;
        rows.add(java.util.Arrays.copyOfRange(shard.blocks()[0], start, start + 7));
      }
    }
    float[][] x = new float[rows.size()][5];
    float[][] y = new float[rows.size()][1];
    float[] w = new float[rows.size()];
    for (int r = 0; r < w.length; r++) {
      System.arraycopy(rows.get(r), 0, x[r], 0, 5);
      y[r][0] = rows.get(r)[5];
      w[r] = rows.get(r)[6];
    }
    return new Batch(x, y, w);
  }
}
