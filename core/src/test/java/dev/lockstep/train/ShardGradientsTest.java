package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.linalg.Blas;
import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.nn.GradientSum;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.loss.SquaredError;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.MiniBatches;
import dev.lockstep.shard.Shard;
import dev.lockstep.shard.Shuffle;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * Which examples take part in a step, seen by their gradients: example i has the feature i alone
 * and a target of -1, so that a linear network without weights gives it the gradient 1 in its own
 * parameter and 0 elsewhere.
 */
final class ShardGradientsTest {
  private static final Blas BLAS = BlasBackend.AUTO.load();

  @Property(tries = 200)
  void everyExampleCountsExactlyOnceInEveryEpoch(
      @ForAll @Size(min = 1, max = 7) List<@IntRange(max = 9) Integer> rows,
      @ForAll @IntRange(min = 1, max = 12) int batchSize,
      @ForAll Shuffle shuffle,
      @ForAll @IntRange(max = 2) int prepared,
      @ForAll long seed) {
    int examples = rows.stream().mapToInt(Integer::intValue).sum();
    Assume.that(examples > 0);
    BatchPlan plan = new BatchPlan(examples, batchSize, shuffle, seed);
    List<ShardGradients> shards = shards(rows, examples, plan);
    long least = examples / plan.stepsPerEpoch();
    for (int epoch = 0; epoch < 3; epoch++) {
      GradientSum sum = new GradientSum(examples);
      for (long t = 0; t < plan.stepsPerEpoch(); t++) {
        long step = epoch * plan.stepsPerEpoch() + t;
        long before = sum.count();
        shards.forEach(shard -> shard.prepare(step + prepared));
        shards.forEach(shard -> shard.add(new float[examples], step, sum));
        assertThat(sum.count() - before).isBetween(least, Math.min(batchSize, least + 1));
      }
      assertThat(sum.gradient()).containsOnly(1f);
      assertThat(sum.count()).isEqualTo(examples);
      assertThat(sum.weight()).isEqualTo(examples);
    }
  }

  @Example
  void aFullBatchLargerThanAPieceCountsEveryExampleOnce() {
    int examples = 9000;
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < examples; i++) {
      rows.add(new float[] {1, -1, 1});
    }
    BatchPlan plan = new BatchPlan(examples, examples, Shuffle.FULL, 1);
    GradientSum sum = new GradientSum(1);
    ShardGradients shard =
        new ShardGradients(
            linear(1), BLAS, new MiniBatches(plan, new long[] {examples}), Shards.of(0, 1, rows));
    shard.prepare(0);
    shard.add(new float[1], 0, sum);
    assertThat(sum.gradient()).containsExactly(examples);
    assertThat(sum.count()).isEqualTo(examples);
  }

  private static List<ShardGradients> shards(List<Integer> rows, int examples, BatchPlan plan) {
    MiniBatches batches =
        new MiniBatches(plan, rows.stream().mapToLong(Integer::longValue).toArray());
    List<ShardGradients> shards = new ArrayList<>();
    int marker = 0;
    for (int s = 0; s < rows.size(); s++) {
      List<float[]> mine = new ArrayList<>();
      for (int i = 0; i < rows.get(s); i++) {
        float[] row = new float[examples + 2];
        row[marker++] = 1;
        row[examples] = -1;
        row[examples + 1] = 1;
        mine.add(row);
      }
      Shard shard = Shards.of(s, examples, mine);
      shards.add(new ShardGradients(linear(examples), BLAS, batches, shard));
    }
    return shards;
  }

  private static Network linear(int inputs) {
    return new Network(inputs, List.of(new Dense(inputs, 1, false)), new SquaredError());
  }
}
