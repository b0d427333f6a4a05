package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.linalg.Range;
import dev.lockstep.metric.Measure;
import dev.lockstep.metric.MetricReport;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.Initializer;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Network.Outputs;
import dev.lockstep.nn.layer.Relu;
import dev.lockstep.nn.loss.SigmoidCrossEntropy;
import dev.lockstep.optim.Sgd;
import dev.lockstep.optim.schedule.ConstantRate;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.Shuffle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The course's comparison of initial weights: zeros, large ones and he's, in the same network of
 * relu units on two rings of points, by gradient descent on all of them.
 */
class InitializationTest {
  private static final int ROWS = 300;
  private static final int STEPS = 1000;
  private static final Network NETWORK =
      Network.multilayerPerceptron(
          2, List.of(10, 5), new Relu(), new Outputs(1, new SigmoidCrossEntropy()));
  private static final BatchPlan BATCHES = new BatchPlan(ROWS, ROWS, Shuffle.NONE, 1);

  /** Figures on the training rows before and after, and what was trained. */
  private record Trained(double lossBefore, MetricReport after, TrainingResult result) {
    double loss() {
      return after.value(Measure.LOSS).orElseThrow();
    }

    double accuracy() {
      return after.value(Measure.ACCURACY).orElseThrow();
    }
  }

  private static Trained train(Initializer initializer) {
    LocalGradients examples =
        new LocalGradients(
            NETWORK,
            BATCHES,
            MetricSet.binary(),
            Map.of(Split.TRAIN, List.of(Shards.of(0, 2, rings()))),
            BlasBackend.JAVA.load());
    TrainingPlan plan = TrainingPlan.epochs(STEPS, BATCHES, new Sgd(), new ConstantRate(0.1));
    float[] initial = initializer.initialize(NETWORK, 1);
    double before = examples.evaluate(initial, Split.TRAIN).value(Measure.LOSS).orElseThrow();
    TrainingState state = TrainingState.initial(plan, initial);
    TrainingResult result = new Trainer(plan, examples, state).train(TrainingListener.NONE);
    return new Trained(before, examples.evaluate(result.parameters(), Split.TRAIN), result);
  }

  /** Every second point on an inner ring of radius 0.8, the others on one of radius 1.2. */
  private static List<float[]> rings() {
    Random random = new Random(3);
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      double radius = (i % 2 == 0 ? 0.8 : 1.2) + 0.05 * random.nextGaussian();
      double angle = 2 * Math.PI * random.nextDouble();
      rows.add(
          new float[] {
            (float) (radius * Math.cos(angle)), (float) (radius * Math.sin(angle)), i % 2, 1
          });
    }
    return rows;
  }

  @Test
  void withZerosAllUnitsOfALayerStayEqualAndNothingIsLearnt() {
    Trained zeros = train(new Initializer(Initializer.Kind.ZEROS, 1));
    for (int layer : new int[] {0, 2, 4}) {
      Range weights = NETWORK.parameters().tensor(layer + ".weight").range();
      assertThat(Arrays.copyOfRange(zeros.result().parameters(), weights.from(), weights.to()))
          .containsOnly(0f);
    }
    assertThat(zeros.accuracy()).isEqualTo(0.5);
    assertThat(zeros.loss()).isCloseTo(Math.log(2), within(1e-6));
  }

  @Test
  void largeWeightsBeginFarOffAndLearnSlowerThanHes() {
    Trained large = train(new Initializer(Initializer.Kind.NORMAL, 10));
    Trained he = train(new Initializer(Initializer.Kind.HE, 1));
    assertThat(large.lossBefore()).isGreaterThan(100 * he.lossBefore());
    assertThat(large.loss()).isGreaterThan(2 * he.loss());
    assertThat(he.accuracy()).isGreaterThan(0.95);
    assertThat(large.accuracy()).isLessThan(he.accuracy());
  }
}
