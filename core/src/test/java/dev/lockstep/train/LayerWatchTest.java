package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.linalg.Blas;
import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.linalg.ExponentialAverage;
import dev.lockstep.linalg.Range;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.Initializer;
import dev.lockstep.nn.LayerStatistics;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Network.Outputs;
import dev.lockstep.nn.RunningStatistics;
import dev.lockstep.nn.layer.BatchNorm;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Dropout;
import dev.lockstep.nn.layer.Relu;
import dev.lockstep.nn.layer.Tanh;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.optim.Adam;
import dev.lockstep.optim.GradientClip;
import dev.lockstep.optim.Optimizer;
import dev.lockstep.optim.Regularization;
import dev.lockstep.optim.Sgd;
import dev.lockstep.optim.schedule.ConstantRate;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.Shard;
import dev.lockstep.shard.Shuffle;
import dev.lockstep.train.layers.LayerFigures;
import dev.lockstep.train.layers.LayerFigures.TensorFigures;
import dev.lockstep.train.layers.LayerObservation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is observed of layers while they are trained. */
final class LayerWatchTest {
  private static final Blas BLAS = BlasBackend.AUTO.load();
  private static final int ROWS = 60;
  private static final Network PLAIN =
      Network.multilayerPerceptron(
          4, List.of(8), new Tanh(), new Outputs(3, new SoftmaxCrossEntropy()));

  /** Whose pass in training is another than in evaluation. */
  private static final Network NORMED =
      new Network(
          4,
          List.of(
              new Dense(4, 8, false),
              new BatchNorm(8),
              new Relu(),
              new Dropout(0.5),
              new Dense(8, 3)),
          new SoftmaxCrossEntropy());

  private static final List<float[]> EXAMPLES = Shards.randomRows(ROWS, 4, 3, 42);

  private static BatchPlan batches(int batch) {
    return new BatchPlan(ROWS, batch, Shuffle.FULL, 1);
  }

  private static LocalGradients local(Network network, int batch, int shards) {
    Random random = new Random(shards);
    List<Integer> homes = IntStream.range(0, ROWS).mapToObj(i -> random.nextInt(shards)).toList();
    List<Shard> split = Shards.split(EXAMPLES, homes, shards);
    return new LocalGradients(
        network, batches(batch), MetricSet.multiclass(3), Map.of(Split.TRAIN, split), BLAS);
  }

  private static float[] initial(Network network) {
    return new Initializer(Initializer.Kind.HE, 1).initialize(network, 7);
  }

  private static TrainingPlan plan(Network network, long steps, Optimizer optimizer) {
    return new TrainingPlan(
        batches(7),
        steps,
        0,
        optimizer,
        new ConstantRate(0.125),
        Regularization.none(),
        GradientClip.none(),
        Policy.NONE,
        new RunningStatistics(network),
        ExponentialAverage.LATEST);
  }

  private static TrainingState train(
      Network network, TrainingState state, long steps, TrainingListener listener) {
    TrainingPlan plan = plan(network, steps, new Adam(0.9, 0.999, 1e-8));
    return new Trainer(plan, local(network, 7, 3), state).train(listener).state();
  }

  private static TrainingState fresh(Network network) {
    return TrainingState.initial(plan(network, 1, new Adam(0.9, 0.999, 1e-8)), initial(network));
  }

  /** Hears of every so many steps. */
  private static final class Recorder implements TrainingListener {
    private final List<LayerObservation> heard = new ArrayList<>();
    private final int every;

    Recorder(int every) {
      this.every = every;
    }

    @Override
    public boolean observes(long step) {
      return step % every == 0;
    }

    @Override
    public void onLayers(LayerObservation observation) {
      heard.add(observation);
    }

    List<Long> steps() {
      return heard.stream().map(LayerObservation::step).toList();
    }
  }

  @Test
  void observingChangesNoBitOfTheTraining() {
    for (Network network : List.of(PLAIN, NORMED)) {
      Recorder recorder = new Recorder(2);
      TrainingState observed = train(network, fresh(network), 20, recorder);
      TrainingState plain = train(network, fresh(network), 20, TrainingListener.NONE);
      assertThat(observed.values()).containsExactly(plain.values());
      assertThat(recorder.steps()).containsExactly(0L, 2L, 4L, 6L, 8L, 10L, 12L, 14L, 16L, 18L);
    }
  }

  @Test
  void aTrainingThatGoesOnObservesWhatOneDoesThatNeverStopped() {
    Recorder whole = new Recorder(3);
    train(NORMED, fresh(NORMED), 20, whole);
    Recorder parts = new Recorder(3);
    TrainingState half = train(NORMED, fresh(NORMED), 10, parts);
    train(NORMED, half, 20, parts);
    assertThat(parts.heard).isEqualTo(whole.heard);
  }

  @Test
  void aStepsGradientHasTheSameBitsAfterItWasObserved() {
    LocalGradients observed = local(NORMED, 7, 3);
    LocalGradients plain = local(NORMED, 7, 3);
    float[] parameters = initial(NORMED);
    float[] before = parameters.clone();
    for (long step = 0; step < 20; step++) {
      observed.observe(parameters, step);
      assertThat(observed.at(parameters, step).gradient())
          .containsExactly(plain.at(parameters, step).gradient());
      observed.observe(parameters, step);
    }
    assertThat(parameters).containsExactly(before);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7})
  void anySplitOfTheMiniBatchGivesTheSameFiguresButForRounding(int shards) {
    float[] parameters = initial(PLAIN);
    LayerStatistics whole = local(PLAIN, ROWS, 1).observe(parameters, 0);
    LayerStatistics parts = local(PLAIN, ROWS, shards).observe(parameters, 0);
    assertThat(parts.examples()).isEqualTo(ROWS);
    for (int i = 0; i < whole.outputs(); i++) {
      // Sums of at most 480 squares of float32 numbers in double.
      assertThat(parts.rootMeanSquare(i)).isCloseTo(whole.rootMeanSquare(i), within(1e-6));
      assertThat(parts.shareOfFlatUnits(i, 0.2)).isEqualTo(whole.shareOfFlatUnits(i, 0.2));
    }
  }

  @Test
  void gradientsAndUpdatesAreThoseOfTheStep() {
    LocalGradients source = local(PLAIN, 7, 2);
    TrainingPlan plan = plan(PLAIN, 1, new Sgd());
    Recorder recorder = new Recorder(1);
    new Trainer(plan, source, TrainingState.initial(plan, initial(PLAIN))).train(recorder);
    float[] gradient = local(PLAIN, 7, 2).at(initial(PLAIN), 0).mean();
    LayerObservation observation = recorder.heard.get(0);
    assertThat(observation.layers()).extracting(LayerFigures::layer).isEqualTo(PLAIN.layers());
    for (int layer : new int[] {0, 2}) {
      for (TensorFigures tensor : observation.layers().get(layer).tensors()) {
        Range range = PLAIN.parameters().tensor(layer + "." + tensor.name()).range();
        assertThat(tensor.size()).isEqualTo(range.length());
        assertThat(tensor.norm()).isEqualTo(norm(initial(PLAIN), range));
        assertThat(tensor.gradient()).isEqualTo(norm(gradient, range));
        // w - g/8, rounded to a multiple of 2^-24 of weights around 1.
        assertThat(tensor.update()).isCloseTo(tensor.gradient() / 8, within(1e-6));
      }
    }
    assertThat(observation.layers().get(0).output()).isNull();
    assertThat(Objects.requireNonNull(observation.layers().get(1).output()).rootMeanSquare())
        .isEqualTo(source.observe(initial(PLAIN), 0).rootMeanSquare(0));
  }

  /**
   * Both change what the optimizer has: a gradient that vanished looks like the weights' penalty.
   */
  @Test
  void aGradientIsThatOfTheMiniBatchWithoutPenaltyAndNotClipped() {
    TrainingPlan plain = plan(PLAIN, 1, new Sgd());
    Range weights = PLAIN.parameters().tensor("0.weight").range();
    TrainingPlan penalised =
        new TrainingPlan(
            plain.batches(),
            1,
            0,
            new Sgd(),
            plain.learningRate(),
            new Regularization(100, List.of(weights)),
            new GradientClip(0.001, Double.POSITIVE_INFINITY),
            Policy.NONE);
    Recorder recorder = new Recorder(1);
    new Trainer(penalised, local(PLAIN, 7, 2), TrainingState.initial(penalised, initial(PLAIN)))
        .train(recorder);
    TensorFigures tensor = recorder.heard.get(0).layers().get(0).tensors().get(0);
    float[] gradient = local(PLAIN, 7, 2).at(initial(PLAIN), 0).mean();
    assertThat(tensor.gradient()).isEqualTo(norm(gradient, weights));
    assertThat(tensor.update()).isLessThan(0.001);
  }

  @Test
  void theLayersOfAStepWhoseLossIsNoNumberAreToldOfBeforeTheTrainingEnds() {
    float[] parameters = initial(PLAIN);
    Arrays.fill(parameters, 1e20f);
    parameters[PLAIN.parameters().tensor("2.weight").range().from()] = Float.POSITIVE_INFINITY;
    TrainingPlan plan = plan(PLAIN, 2, new Sgd());
    LayerWatch watch = new LayerWatch(1, warning -> {});
    Trainer trainer =
        new Trainer(plan, local(PLAIN, 7, 2), TrainingState.initial(plan, parameters));
    assertThatThrownBy(() -> trainer.train(watch)).isInstanceOf(DivergedException.class);
    LayerObservation last = watch.last().orElseThrow();
    assertThat(last.step()).isZero();
    assertThat(last.layers()).allMatch(layer -> layer.tensors().isEmpty());
    assertThat(Objects.requireNonNull(last.layers().get(1).output()).saturated()).hasValue(1);
    assertThat(Objects.requireNonNull(last.layers().get(2).output()).rootMeanSquare())
        .matches(value -> !Double.isFinite(value));
    assertThat(watch.warnings()).hasSize(1);
    assertThat(watch.warnings().get(0)).contains("are saturated");
  }

  private static double norm(float[] values, Range range) {
    double squares = 0;
    for (int i = range.from(); i < range.to(); i++) {
      squares += (double) values[i] * values[i];
    }
    return Math.sqrt(squares);
  }

  @Test
  void whatIsTrainedOfBatchNormIsTold() {
    Recorder recorder = new Recorder(1);
    train(NORMED, fresh(NORMED), 1, recorder);
    List<LayerFigures> layers = recorder.heard.get(0).layers();
    assertThat(layers.get(1).tensors())
        .extracting(TensorFigures::name)
        .containsExactly("weight", "bias");
    assertThat(layers.get(0).tensors()).extracting(TensorFigures::name).containsExactly("weight");
  }

  @Test
  void aMiniBatchWithoutWeightIsNotTold() {
    List<float[]> weightless = new ArrayList<>();
    EXAMPLES.forEach(row -> weightless.add(row.clone()));
    weightless.forEach(row -> row[5] = 0);
    Map<Split, List<Shard>> data = Map.of(Split.TRAIN, List.of(Shards.of(0, 4, weightless)));
    LocalGradients source =
        new LocalGradients(PLAIN, batches(7), MetricSet.multiclass(3), data, BLAS);
    TrainingPlan plan = plan(PLAIN, 3, new Sgd());
    Recorder recorder = new Recorder(1);
    new Trainer(plan, source, TrainingState.initial(plan, initial(PLAIN))).train(recorder);
    assertThat(recorder.heard).isEmpty();
  }

  @Test
  void oneListenerOfSeveralIsEnoughForAStepToBeObserved() {
    Recorder seldom = new Recorder(4);
    Recorder often = new Recorder(3);
    train(PLAIN, fresh(PLAIN), 8, new TrainingListeners(seldom, often));
    assertThat(often.steps()).containsExactly(0L, 3L, 4L, 6L).isEqualTo(seldom.steps());
  }

  @Test
  void aWatchKeepsTheLastObservationAndZeroMeansNone() {
    LayerWatch watch = new LayerWatch(3, warning -> {});
    train(PLAIN, fresh(PLAIN), 8, watch);
    assertThat(watch.last().orElseThrow().step()).isEqualTo(6);
    assertThat(watch.warnings()).isEmpty();
    LayerWatch none = new LayerWatch(0, warning -> {});
    train(PLAIN, fresh(PLAIN), 8, none);
    assertThat(none.last()).isEmpty();
    assertThatThrownBy(() -> new LayerWatch(-1, warning -> {}))
        .hasMessage("every must be at least 0, not -1");
  }

  private static void kill(float[] parameters) {
    Range beta = NORMED.parameters().tensor("1.bias").range();
    Arrays.fill(parameters, beta.from(), beta.to(), -1000);
  }

  @Test
  void unitsThatDieInTrainingAreToldWhatHelpsInTraining() {
    TrainingPlan plan = plan(NORMED, 8, new Sgd());
    TrainingState state = TrainingState.initial(plan, initial(NORMED));
    new Trainer(plan.first(3), local(NORMED, 7, 3), state).train(TrainingListener.NONE);
    kill(state.values());
    List<String> logged = new ArrayList<>();
    new Trainer(plan, local(NORMED, 7, 3), state).train(new LayerWatch(2, logged::add));
    assertThat(logged)
        .singleElement()
        .asString()
        .startsWith("step 5: 100% of the units of layer 2 (relu) are dead")
        .contains("; a smaller learning_rate.initial, network.activation: leaky_relu");
  }

  @Test
  void aLayerIsWarnedOfOnceForEachKind() {
    float[] parameters = initial(NORMED);
    kill(parameters);
    List<String> logged = new ArrayList<>();
    LayerWatch watch = new LayerWatch(2, logged::add);
    TrainingPlan plan = plan(NORMED, 8, new Sgd());
    new Trainer(plan, local(NORMED, 7, 3), TrainingState.initial(plan, parameters)).train(watch);
    assertThat(watch.last().orElseThrow().step()).isEqualTo(6);
    assertThat(logged).hasSize(1).isEqualTo(watch.warnings());
    assertThat(logged.get(0))
        .startsWith("step 1: 100% of the units of layer 2 (relu) are dead")
        .contains("network.initializer: he");
  }
}
