package dev.lockstep.train;

import static dev.lockstep.testing.Closeness.assertClose;
import static dev.lockstep.testing.Closeness.widen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.linalg.Blas;
import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.GradientSum;
import dev.lockstep.nn.Initializer;
import dev.lockstep.nn.JointBackprop;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.RunningStatistics;
import dev.lockstep.nn.layer.BatchNorm;
import dev.lockstep.nn.layer.BatchNorm.Statistics;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Relu;
import dev.lockstep.nn.layer.Tanh;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.reference.Examples;
import dev.lockstep.reference.TextbookNetwork;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.MiniBatches;
import dev.lockstep.shard.Shard;
import dev.lockstep.shard.Shuffle;
import dev.lockstep.train.sum.NumberSum;
import dev.lockstep.train.sum.SummationTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Batch normalization over whole mini-batches, whatever shards their examples are in. */
final class SyncBatchNormTest {
  private static final Blas BLAS = BlasBackend.AUTO.load();
  private static final int FEATURES = 4;
  private static final int ROWS = 60;
  private static final List<float[]> EXAMPLES = Shards.randomRows(ROWS, FEATURES, 3, 42);

  /** Its first layer needs a sum on the way forward alone. */
  private static final Network NETWORK = network(Statistics.SYNC);

  private static final float[] VALUES = values();

  private static Network network(Statistics statistics) {
    return new Network(
        FEATURES,
        List.of(
            new BatchNorm(FEATURES, statistics),
            new Dense(FEATURES, 7, false),
            new BatchNorm(7, statistics),
            new Relu(),
            new Dense(7, 5, false),
            new BatchNorm(5, statistics),
            new Tanh(),
            new Dense(5, 3)),
        new SoftmaxCrossEntropy());
  }

  /** With running statistics that are not what they start from. */
  private static float[] values() {
    float[] values = new Initializer(Initializer.Kind.HE, 1).initialize(NETWORK, 1);
    for (int i = NETWORK.parameters().trained(); i < values.length; i++) {
      values[i] += 0.25f;
    }
    return values;
  }

  private static List<Shard> shards(int... rows) {
    List<Shard> shards = new ArrayList<>();
    int from = 0;
    for (int count : rows) {
      shards.add(Shards.of(shards.size(), FEATURES, EXAMPLES.subList(from, from + count)));
      from += count;
    }
    return shards;
  }

  private static LocalGradients local(Network network, BatchPlan plan, List<Shard> shards) {
    return new LocalGradients(
        network, plan, MetricSet.multiclass(3), Map.of(Split.TRAIN, shards), BLAS);
  }

  private static double[] textbook(List<float[]> rows) {
    int n = rows.size();
    Examples examples = new Examples(new float[n][], new float[n][], new float[n]);
    for (int r = 0; r < n; r++) {
      float[] row = rows.get(r);
      examples.x()[r] = Arrays.copyOf(row, FEATURES);
      examples.y()[r] = new float[] {row[FEATURES]};
      examples.w()[r] = row[FEATURES + 1];
    }
    return new TextbookNetwork(NETWORK).gradient(widen(VALUES), examples);
  }

  private static BatchPlan whole(int rows) {
    return new BatchPlan(rows, rows, Shuffle.FULL, 1);
  }

  @Property(tries = 100)
  void anySplitIntoShardsGivesTheTextbooksGradientOfAllExamples(
      @ForAll @IntRange(min = 1, max = 12) int shards, @ForAll long seed) {
    List<Integer> homes = new ArrayList<>();
    Random random = new Random(seed);
    EXAMPLES.forEach(row -> homes.add(random.nextInt(shards)));
    LocalGradients local = local(NETWORK, whole(ROWS), Shards.split(EXAMPLES, homes, shards));
    GradientSum sum = local.at(VALUES, 0);
    assertClose("gradient", sum.gradient(), textbook(EXAMPLES), 1e-5);
    assertThat(sum.count()).isEqualTo(ROWS);
  }

  /** A shard has nothing in some steps, another one example. */
  @Example
  void eachStepOfRaggedShardsIsThatOfOneShardWithItsExamples() {
    List<Shard> shards = shards(49, 9, 2);
    BatchPlan plan = new BatchPlan(ROWS, 7, Shuffle.FULL, 3);
    MiniBatches batches = new MiniBatches(plan, new long[] {49, 9, 2});
    LocalGradients ragged = local(NETWORK, plan, shards);
    int empty = 0;
    for (long step = 0; step < 2 * plan.stepsPerEpoch(); step++) {
      List<float[]> rows = new ArrayList<>();
      for (Shard shard : shards) {
        List<float[]> part = rows(batches.first(shard, step, ROWS));
        empty += part.isEmpty() ? 1 : 0;
        rows.addAll(part);
      }
      GradientSum sum = ragged.at(VALUES, step);
      assertClose("step " + step, sum.gradient(), textbook(rows), 1e-5);
      Shard one = Shards.of(0, FEATURES, rows);
      GradientSum whole = local(NETWORK, whole(rows.size()), List.of(one)).at(VALUES, 0);
      assertClose("step " + step, sum.gradient(), widen(whole.gradient()), 1e-5);
      assertThat(sum.weight()).isEqualTo(whole.weight());
    }
    assertThat(empty).isPositive();
  }

  private static List<float[]> rows(Shard shard) {
    Examples examples = Examples.of(List.of(shard), ROWS);
    List<float[]> rows = new ArrayList<>();
    for (int r = 0; r < examples.rows(); r++) {
      float[] row = Arrays.copyOf(examples.x()[r], FEATURES + 2);
      row[FEATURES] = examples.y()[r][0];
      row[FEATURES + 1] = examples.w()[r];
      rows.add(row);
    }
    return rows;
  }

  @Example
  void runningStatisticsMoveAsThoseOfOneShardDo() {
    float[] parts = moved(local(NETWORK, whole(ROWS), shards(49, 0, 10, 1)), VALUES);
    float[] one = moved(local(network(Statistics.SHARD), whole(ROWS), shards(60)), VALUES);
    assertClose("values", parts, widen(one), 1e-6);
    assertThat(parts).isNotEqualTo(VALUES);
  }

  private static float[] moved(LocalGradients local, float[] from) {
    float[] values = from.clone();
    new RunningStatistics(NETWORK).move(values, local.at(from, 0).gradient());
    return values;
  }

  @Example
  void aMeanThatIsLargeBesideTheDeviationCostsNoVariance() {
    List<float[]> far = new ArrayList<>();
    for (float[] row : EXAMPLES) {
      float[] moved = row.clone();
      moved[0] += 4000;
      far.add(moved);
    }
    List<Shard> shards =
        List.of(
            Shards.of(0, FEATURES, far.subList(0, 30)),
            Shards.of(1, FEATURES, far.subList(30, 60)));
    GradientSum sum = local(NETWORK, whole(ROWS), shards).at(VALUES, 0);
    int variance = NETWORK.parameters().tensor("0.running_var").range().from();
    assertThat(sum.gradient()[variance] / textbook(far)[variance]).isBetween(0.999, 1.001);
  }

  @Example
  void aMiniBatchOfASingleExampleIsNormalizedByTheRunningStatistics() {
    List<Shard> shards = shards(0, 1, 0);
    GradientSum sum = local(NETWORK, whole(1), shards).at(VALUES, 0);
    assertClose("gradient", sum.gradient(), textbook(EXAMPLES.subList(0, 1)), 1e-5);
    assertThat(moved(local(NETWORK, whole(1), shards), VALUES)).isEqualTo(VALUES);
  }

  @Example
  void weightsCountInTheLossAndNotInTheStatistics() {
    List<float[]> weightless = new ArrayList<>();
    for (float[] row : EXAMPLES) {
      float[] without = row.clone();
      without[FEATURES + 1] = 0;
      weightless.add(without);
    }
    LocalGradients none = local(NETWORK, whole(ROWS), List.of(Shards.of(0, FEATURES, weightless)));
    assertThat(none.at(VALUES, 0).isWeightless()).isTrue();
    assertThat(moved(none, VALUES))
        .isEqualTo(moved(local(NETWORK, whole(ROWS), shards(60)), VALUES));
  }

  @Example
  void aStepHasTheSumsThatAreAnnounced() {
    List<ShardGradients> shards = new ArrayList<>();
    MiniBatches batches = new MiniBatches(whole(ROWS), new long[] {50, 0, 10});
    shards(50, 0, 10)
        .forEach(shard -> shards.add(new ShardGradients(NETWORK, BLAS, batches, shard)));
    JointGradients joint = new JointGradients(NETWORK, shards, 0);
    List<Integer> sizes = new ArrayList<>();
    SummationTree.Node root = new SummationTree(3).root();
    joint.observe(
        VALUES,
        0,
        parts -> {
          sizes.add(parts[0].length);
          return NumberSum.of(root, parts, 0);
        });
    assertThat(sizes).containsExactly(9, 15, 11);
    sizes.clear();
    joint.compute(
        VALUES,
        0,
        parts -> {
          sizes.add(parts[2].length);
          return NumberSum.of(root, parts, 0);
        });
    assertThat(sizes).isEqualTo(JointBackprop.sums(NETWORK)).containsExactly(9, 15, 11, 10, 14);
    assertThat(JointBackprop.sums(network(Statistics.SHARD))).isEmpty();
  }

  @Example
  void aShardAloneIsRefused() {
    Shard shard = shards(60).get(0);
    MiniBatches batches = new MiniBatches(whole(ROWS), new long[] {60});
    ShardGradients alone = new ShardGradients(NETWORK, BLAS, batches, shard);
    assertThatThrownBy(() -> alone.add(VALUES, 0, new GradientSum(VALUES.length)))
        .hasMessageContaining("one shard has but a part of it");
    assertThatThrownBy(() -> alone.observe(VALUES, 0))
        .hasMessageContaining("one shard has but a part of it");
  }
}
