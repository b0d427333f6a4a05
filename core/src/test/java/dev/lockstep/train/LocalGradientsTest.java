package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.linalg.Blas;
import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.GradientSum;
import dev.lockstep.nn.Initializer;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.layer.Tanh;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.Shard;
import dev.lockstep.shard.Shuffle;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The gradients of a mini-batch, whatever shards its examples are in. */
final class LocalGradientsTest {
  private static final Blas BLAS = BlasBackend.AUTO.load();
  private static final int ROWS = 60;
  private static final Network NETWORK =
      Network.multilayerPerceptron(
          4, List.of(8), new Tanh(), new Network.Outputs(3, new SoftmaxCrossEntropy()));
  private static final float[] PARAMETERS =
      new Initializer(Initializer.Kind.XAVIER, 1).initialize(NETWORK, 7);
  private static final List<float[]> EXAMPLES = Shards.randomRows(ROWS, 4, 3, 42);

  @Property(tries = 100)
  void anySplitOfTheExamplesIntoShardsGivesTheSameGradient(
      @ForAll @IntRange(min = 1, max = 12) int shards, @ForAll long seed) {
    BatchPlan all = new BatchPlan(ROWS, ROWS, Shuffle.FULL, 1);
    GradientSum whole = local(all, split(1, 0)).at(PARAMETERS, 0);
    GradientSum parts = local(all, split(shards, seed)).at(PARAMETERS, 0);
    double largest = 0;
    for (float value : whole.gradient()) {
      largest = Math.max(largest, Math.abs(value));
    }
    // Sums of 60 float32 terms in another order.
    for (int i = 0; i < PARAMETERS.length; i++) {
      assertThat(parts.gradient()[i])
          .isCloseTo(whole.gradient()[i], within((float) (2e-6 * largest)));
    }
    assertThat(parts.loss()).isCloseTo(whole.loss(), within(1e-5));
    assertThat(parts.weight()).isCloseTo(whole.weight(), within(1e-9));
    assertThat(parts.count()).isEqualTo(ROWS);
  }

  @Property(tries = 50)
  void anySplitOfTheExamplesIntoShardsGivesTheSameFigures(
      @ForAll @IntRange(min = 1, max = 12) int shards, @ForAll long seed) {
    BatchPlan plan = new BatchPlan(ROWS, ROWS, Shuffle.NONE, 1);
    var whole = local(plan, split(1, 0)).evaluate(PARAMETERS, Split.TRAIN).values();
    var parts = local(plan, split(shards, seed)).evaluate(PARAMETERS, Split.TRAIN).values();
    assertThat(parts.keySet()).isEqualTo(whole.keySet());
    for (String name : List.of("loss", "accuracy")) {
      assertThat((Double) parts.get(name)).isCloseTo((Double) whole.get(name), within(1e-6));
    }
  }

  @Property(tries = 50)
  void aStepGivesTheSameBitsWhateverStepsWereAskedForBefore(
      @ForAll @IntRange(min = 1, max = 7) int shards, @ForAll long seed) {
    BatchPlan plan = new BatchPlan(ROWS, 7, Shuffle.FULL, seed);
    LocalGradients inOrder = local(plan, split(shards, seed));
    LocalGradients jumping = local(plan, split(shards, seed));
    Random random = new Random(seed);
    for (long step = 0; step < 3 * plan.stepsPerEpoch(); step++) {
      jumping.at(PARAMETERS, random.nextInt(30));
      assertThat(jumping.at(PARAMETERS, step).gradient())
          .containsExactly(inOrder.at(PARAMETERS, step).gradient());
    }
  }

  @Example
  void parametersAreOnlyRead() {
    float[] before = PARAMETERS.clone();
    LocalGradients local = local(new BatchPlan(ROWS, 7, Shuffle.FULL, 1), split(3, 1));
    local.at(PARAMETERS, 0);
    local.evaluate(PARAMETERS, Split.TRAIN);
    assertThat(PARAMETERS).containsExactly(before);
  }

  @Example
  void aSplitWithoutExamplesIsNone() {
    Shard empty = Shards.of(0, 4, List.of());
    LocalGradients local =
        new LocalGradients(
            NETWORK,
            new BatchPlan(ROWS, 7, Shuffle.FULL, 1),
            MetricSet.multiclass(3),
            Map.of(Split.TRAIN, split(2, 1), Split.DEV, List.of(empty)),
            BLAS);
    assertThat(Stream.of(Split.values()).filter(local::has)).containsExactly(Split.TRAIN);
    assertThatThrownBy(() -> local.evaluate(PARAMETERS, Split.DEV))
        .hasMessage("there are no dev examples");
  }

  private static LocalGradients local(BatchPlan plan, List<Shard> shards) {
    return new LocalGradients(
        NETWORK, plan, MetricSet.multiclass(3), Map.of(Split.TRAIN, shards), BLAS);
  }

  /** The examples, each in a random shard; some shards may be empty. */
  private static List<Shard> split(int shards, long seed) {
    Random random = new Random(seed);
    List<Integer> homes = Stream.generate(() -> random.nextInt(shards)).limit(ROWS).toList();
    return Shards.split(EXAMPLES, homes, shards);
  }
}
