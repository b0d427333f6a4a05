package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.model.ParameterDigest;
import dev.lockstep.nn.Initializer;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Network.Outputs;
import dev.lockstep.nn.layer.Activation;
import dev.lockstep.nn.layer.Relu;
import dev.lockstep.nn.layer.Sigmoid;
import dev.lockstep.nn.layer.Tanh;
import dev.lockstep.nn.loss.Loss;
import dev.lockstep.nn.loss.SigmoidCrossEntropy;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.nn.loss.SquaredError;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** With plain Java the trained parameters are the same on any processor and any JVM. */
final class PlainJavaBitsTest {
  private static final int SHARDS = 3;
  private static final int FEATURES = 7;

  @Test
  void theBitsOfPlainJavaAreThoseOfAnyMachine() {
    assertThat(
            List.of(
                trained(new Relu(), new Outputs(2, new SoftmaxCrossEntropy())),
                trained(new Tanh(), new Outputs(1, new SigmoidCrossEntropy())),
                trained(new Sigmoid(), new Outputs(1, new SquaredError()))))
        .containsExactly(
            "0a494b316ba48de9f64ad6564367ef429efd39faed6a7fb8dd42465cfbbd04a1",
            "f9f8fc18272182aad9182f4566da3168062ea776eb2cb1ee46dc86f509d88bdb",
            "4fb8a2e301ad6bc2b024b008353ae0e3232eb06329da662bdd88d69ef36fa23e");
  }

  /** The sha256 of what 60 steps of Adam make of a network. */
  private static String trained(Activation activation, Outputs outputs) {
    Network network = Network.multilayerPerceptron(FEATURES, List.of(16, 9), activation, outputs);
    List<Shard> shards = shards(outputs.loss());
    BatchPlan batches =
        new BatchPlan(shards.stream().mapToLong(Shard::rows).sum(), 50, Shuffle.FULL, 1);
    LocalGradients gradients =
        new LocalGradients(
            network,
            batches,
            new MetricSet(List.of()),
            Map.of(Split.TRAIN, shards),
            BlasBackend.JAVA.load());
    TrainingPlan plan =
        TrainingPlan.epochs(
            (int) (60 / batches.stepsPerEpoch()),
            batches,
            new Adam(0.9, 0.999, 1e-8),
            new ConstantRate(0.01));
    float[] initial = new Initializer(Initializer.Kind.HE, 1).initialize(network, 1);
    return ParameterDigest.sha256(
        new Trainer(plan, gradients, TrainingState.initial(plan, initial))
            .train(TrainingListener.NONE)
            .parameters());
  }

  /** 300 rows of uniform numbers, whose class is whether their sum is positive. */
  private static List<Shard> shards(Loss loss) {
    SplittableRandom random = new SplittableRandom(1);
    List<Shard> shards = new ArrayList<>();
    for (int s = 0; s < SHARDS; s++) {
      int rows = 50 + 50 * s;
      Shard.Builder builder = new Shard.Builder(s, new RowFormat(FEATURES, 1), rows);
      for (int i = 0; i < rows; i++) {
        builder.add(row(random, loss), 0);
      }
      shards.add(builder.build());
    }
    return shards;
  }

  private static float[] row(SplittableRandom random, Loss loss) {
    float[] row = new float[FEATURES + 2];
    float sum = 0;
    for (int j = 0; j < FEATURES; j++) {
      row[j] = (float) (2 * random.nextDouble() - 1);
      sum += row[j];
    }
    row[FEATURES] = loss instanceof SquaredError ? sum : sum > 0 ? 1 : 0;
    row[FEATURES + 1] = 1;
    return row;
  }
}
