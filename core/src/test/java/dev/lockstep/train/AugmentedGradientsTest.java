package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.augment.Augmentation;
import dev.lockstep.augment.Augmenter;
import dev.lockstep.augment.Cutout;
import dev.lockstep.augment.Elastic;
import dev.lockstep.augment.ImageShape;
import dev.lockstep.augment.Mirror;
import dev.lockstep.augment.Noise;
import dev.lockstep.augment.PixelScale;
import dev.lockstep.augment.Rotate;
import dev.lockstep.augment.Shift;
import dev.lockstep.linalg.Blas;
import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.linalg.Matrix;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.GradientSum;
import dev.lockstep.nn.Initializer;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Network.Outputs;
import dev.lockstep.nn.layer.Tanh;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.MiniBatches;
import dev.lockstep.shard.RowOrder;
import dev.lockstep.shard.Shard;
import dev.lockstep.shard.Shuffle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gradients of images that are changed as they are gathered. */
final class AugmentedGradientsTest {
  private static final Blas BLAS = BlasBackend.AUTO.load();
  private static final int FEATURES = 12;
  private static final Network NETWORK =
      Network.multilayerPerceptron(
          FEATURES, List.of(5), new Tanh(), new Outputs(3, new SoftmaxCrossEntropy()));
  private static final float[] PARAMETERS =
      new Initializer(Initializer.Kind.XAVIER, 1).initialize(NETWORK, 7);

  private static final Augmentation AUGMENTATION =
      new Augmentation(
          new ImageShape(1, 3, 4),
          new PixelScale(
              new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 8, 7, 6},
              new double[] {1, 2, 3, 4, 0, 6, 7, 8, 9, 8, 7, 6}),
          List.of(
              new Mirror(0.5),
              new Rotate(10),
              new Shift(1),
              new Elastic(2, 1),
              new Noise(0.5),
              new Cutout(1)));

  /**
   * The gradients of a shard whose rows have been changed beforehand, one by one, have the same
   * bits: whatever is gathered at once, and whether it is gathered ahead.
   */
  @ParameterizedTest
  @CsvSource({"9000, 9000, NONE", "9000, 9000, FULL", "50, 7, FULL", "50, 7, SHARD"})
  void eachRowIsChangedByItsPlaceInTheEpoch(int rows, int batchSize, Shuffle shuffle) {
    List<float[]> examples = Shards.randomRows(rows, FEATURES, 3, 2);
    BatchPlan plain = new BatchPlan(rows, batchSize, shuffle, 5);
    ShardGradients changing = of(plain.augmented(AUGMENTATION), Shards.of(0, FEATURES, examples));
    for (int epoch = 0; epoch < 2; epoch++) {
      ShardGradients changed = of(plain, changed(examples, plain, epoch));
      for (long t = 0; t < plain.stepsPerEpoch(); t++) {
        long step = epoch * plain.stepsPerEpoch() + t;
        if (step % 2 == 1) {
          changing.prepare(step);
        }
        GradientSum expected = sum(changed, step);
        GradientSum found = sum(changing, step);
        assertThat(found.gradient()).isEqualTo(expected.gradient());
        assertThat(found.loss()).isEqualTo(expected.loss());
        assertThat(found.count()).isEqualTo(expected.count());
      }
    }
  }

  private static ShardGradients of(BatchPlan plan, Shard shard) {
    return new ShardGradients(
        NETWORK, BLAS, new MiniBatches(plan, new long[] {shard.rows()}), shard);
  }

  private static GradientSum sum(ShardGradients shard, long step) {
    GradientSum sum = new GradientSum(PARAMETERS.length);
    shard.add(PARAMETERS, step, sum);
    return sum;
  }

  private static Shard changed(List<float[]> examples, BatchPlan plan, int epoch) {
    Augmenter augmenter = new Augmenter(AUGMENTATION, plan.seed(), 0);
    RowOrder order = plan.order(epoch, 0, examples.size());
    List<float[]> changed = new ArrayList<>(examples);
    for (int position = 0; position < examples.size(); position++) {
      int row = (int) order.at(position);
      float[] copy = examples.get(row).clone();
      augmenter.apply(Matrix.view(copy, 0, 1, FEATURES), epoch, position);
      changed.set(row, copy);
    }
    return Shards.of(0, FEATURES, changed);
  }

  private static LocalGradients local(BatchPlan plan, List<Shard> shards) {
    return new LocalGradients(
        NETWORK, plan, MetricSet.multiclass(3), Map.of(Split.TRAIN, shards), BLAS);
  }

  @Test
  void evaluationsTakeImagesAsTheyAre() {
    BatchPlan plan = new BatchPlan(60, 7, Shuffle.FULL, 1);
    List<Shard> shards = List.of(Shards.of(0, FEATURES, Shards.randomRows(60, FEATURES, 3, 2)));
    LocalGradients plain = local(plan, shards);
    LocalGradients changing = local(plan.augmented(AUGMENTATION), shards);
    assertThat(changing.at(PARAMETERS, 3).gradient())
        .isNotEqualTo(plain.at(PARAMETERS, 3).gradient());
    assertThat(changing.evaluate(PARAMETERS, Split.TRAIN).values())
        .isEqualTo(plain.evaluate(PARAMETERS, Split.TRAIN).values());
  }

  @Test
  void theTimeItTakesIsToldApart() {
    BatchPlan plan = new BatchPlan(600, 600, Shuffle.FULL, 1);
    List<Shard> shards = List.of(Shards.of(0, FEATURES, Shards.randomRows(600, FEATURES, 3, 2)));
    GradientSum plain = local(plan, shards).at(PARAMETERS, 0);
    assertThat(plain.augmentNanos()).isZero();
    assertThat(plain.computeNanos()).isPositive();
    GradientSum changing = local(plan.augmented(AUGMENTATION), shards).at(PARAMETERS, 0);
    assertThat(changing.augmentNanos()).isPositive();
    assertThat(changing.computeNanos()).isPositive();
  }

  /** What is done ahead is told with the step that follows, and is no part of its arithmetic. */
  @Test
  void timeAheadCountsOnce() {
    BatchPlan plan = new BatchPlan(600, 600, Shuffle.FULL, 1).augmented(AUGMENTATION);
    ShardGradients shard = of(plan, Shards.of(0, FEATURES, Shards.randomRows(600, FEATURES, 3, 2)));
    shard.prepare(0);
    PartTimer timer = new PartTimer(List.of(shard));
    GradientSum sum = sum(shard, 0);
    timer.added(shard);
    timer.tell(sum);
    assertThat(sum.augmentNanos()).isPositive();
    assertThat(sum.computeNanos()).isPositive();
    GradientSum nothing = new GradientSum(1);
    timer.restart();
    timer.tell(nothing);
    assertThat(nothing.augmentNanos()).isZero();
  }
}
