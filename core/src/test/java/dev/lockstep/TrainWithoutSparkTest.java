package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.metric.MetricReport;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.Initializer;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Network.Outputs;
import dev.lockstep.nn.layer.Tanh;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.optim.Adam;
import dev.lockstep.optim.schedule.ConstantRate;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.Shard;
import dev.lockstep.shard.Shard.RowFormat;
import dev.lockstep.shard.Shuffle;
import dev.lockstep.train.LocalGradients;
import dev.lockstep.train.Split;
import dev.lockstep.train.Trainer;
import dev.lockstep.train.TrainingListener;
import dev.lockstep.train.TrainingPlan;
import dev.lockstep.train.TrainingState;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The public API as core/README.md shows it: a training in one process, without Spark. */
final class TrainWithoutSparkTest {
  @Test
  void twoMoonsAreToldApart() {
    Shard train = moons(1000, new Random(1));
    Shard test = moons(1000, new Random(2));

    Network network =
        Network.multilayerPerceptron(
            2, List.of(16, 16), new Tanh(), new Outputs(2, new SoftmaxCrossEntropy()));
    float[] initial = new Initializer(Initializer.Kind.XAVIER, 1).initialize(network, 1);
    BatchPlan batches = new BatchPlan(train.rows(), 50, Shuffle.FULL, 1);
    LocalGradients examples =
        new LocalGradients(
            network,
            batches,
            MetricSet.binary(),
            Map.of(Split.TRAIN, List.of(train), Split.TEST, List.of(test)),
            BlasBackend.AUTO.load());
    TrainingPlan plan =
        TrainingPlan.epochs(20, batches, new Adam(0.9, 0.999, 1e-8), new ConstantRate(0.01));

    TrainingState state = TrainingState.initial(plan, initial);
    float[] trained = new Trainer(plan, examples, state).train(TrainingListener.NONE).parameters();

    // With OpenBLAS's kernel haswell: loss 0.0110, accuracy 0.9970, ...
    MetricReport metrics = examples.evaluate(trained, Split.TEST);

    assertThat(metrics.values().get("accuracy"))
        .isInstanceOfSatisfying(Double.class, accuracy -> assertThat(accuracy).isGreaterThan(0.95));
    assertThat(examples.evaluate(initial, Split.TEST).values().get("accuracy"))
        .isInstanceOfSatisfying(Double.class, accuracy -> assertThat(accuracy).isLessThan(0.9));
  }

  /** Of rows of x, y, class and weight. */
  private static Shard shard(float[][] rows) {
    Shard.Builder builder = new Shard.Builder(0, new RowFormat(2, 1), rows.length);
    for (float[] row : rows) {
      builder.add(row, 0);
    }
    return builder.build();
  }

  /** Two half circles that reach into each other. */
  private static Shard moons(int count, Random random) {
    float[][] rows = new float[count][];
    for (int i = 0; i < count; i++) {
      int moon = i % 2;
      double angle = Math.PI * random.nextDouble();
      double x = moon == 0 ? Math.cos(angle) : 1 - Math.cos(angle);
      double y = moon == 0 ? Math.sin(angle) : 0.5 - Math.sin(angle);
      rows[i] =
          new float[] {
            (float) (x + 0.1 * random.nextGaussian()),
            (float) (y + 0.1 * random.nextGaussian()),
            moon,
            1
          };
    }
    return shard(rows);
  }
}
