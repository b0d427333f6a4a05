package dev.lockstep.train;

import static dev.lockstep.testing.Closeness.ROUNDING;
import static dev.lockstep.testing.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.linalg.Blas;
import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.GradientSum;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Relu;
import dev.lockstep.nn.loss.ClassTargets;
import dev.lockstep.nn.loss.Loss;
import dev.lockstep.nn.loss.SigmoidCrossEntropy;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.Shard;
import dev.lockstep.shard.Shuffle;
import dev.lockstep.testing.Golden;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Weights of classes multiply those of examples, in training alone. */
class ClassWeightsTest {
  private static final Blas BLAS = BlasBackend.AUTO.load();

  private static LocalGradients source(Network network, List<Shard> shards) {
    long examples = shards.stream().mapToLong(Shard::rows).sum();
    BatchPlan plan = new BatchPlan(examples, (int) examples, Shuffle.NONE, 1);
    Map<Split, List<Shard>> data = Map.of(Split.TRAIN, shards);
    return new LocalGradients(network, plan, MetricSet.multiclass(3), data, BLAS);
  }

  @Test
  void theMeanIsThatOfPyTorch() {
    JsonNode golden = Golden.read("losses.json").required("class_weights");
    List<Float> weights = new ArrayList<>();
    golden.required("class_weights").forEach(each -> weights.add(each.floatValue()));
    Network network =
        new Network(
            4, List.of(new Dense(4, 3)), new SoftmaxCrossEntropy(new ClassTargets(0, weights)));
    float[] x = Golden.floats(golden.required("x"));
    float[] y = Golden.floats(golden.required("targets"));
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < y.length; i++) {
      float[] row = Arrays.copyOfRange(x, 4 * i, 4 * i + 6);
      row[4] = y[i];
      row[5] = 1;
      rows.add(row);
    }
    float[] w = Golden.floats(golden.required("weight"));
    float[] parameters = Arrays.copyOf(w, 15);
    System.arraycopy(Golden.floats(golden.required("bias")), 0, parameters, 12, 3);
    GradientSum sum = source(network, List.of(Shards.of(0, 4, rows))).at(parameters, 0);
    double tolerance = 32 * ROUNDING;
    assertClose("mean", sum.meanLoss(), golden.required("mean").doubleValue(), tolerance);
    float[] mean = sum.mean();
    assertClose(
        "weight",
        Arrays.copyOf(mean, 12),
        Golden.numbers(golden.required("weight_gradient")),
        tolerance);
    assertClose(
        "bias",
        Arrays.copyOfRange(mean, 12, 15),
        Golden.numbers(golden.required("bias_gradient")),
        tolerance);
  }

  /** 2 and 0.25 are exact: the bits are those of examples that weigh so much themselves. */
  @Test
  void anExampleOfAClassWeighsItsOwnWeightTimesThatOfTheClass() {
    float[] factors = {2, 0.25f, 1};
    Loss weighted = new SoftmaxCrossEntropy(new ClassTargets(0.1, List.of(2f, 0.25f, 1f)));
    Loss plain = new SoftmaxCrossEntropy(new ClassTargets(0.1, List.of()));
    List<float[]> rows = Shards.randomRows(300, 4, 3, 1);
    List<float[]> multiplied = new ArrayList<>();
    for (float[] row : rows) {
      float[] copy = row.clone();
      copy[5] *= factors[(int) row[4]];
      multiplied.add(copy);
    }
    Random random = new Random(2);
    for (int shards : new int[] {1, 2, 3, 7}) {
      List<Integer> homes = random.ints(300, 0, shards).boxed().toList();
      float[] parameters = new float[network(plain).parameters().size()];
      for (int i = 0; i < parameters.length; i++) {
        parameters[i] = (float) random.nextGaussian();
      }
      LocalGradients source = source(network(weighted), Shards.split(rows, homes, shards));
      GradientSum expected =
          source(network(plain), Shards.split(multiplied, homes, shards)).at(parameters, 0);
      GradientSum sum = source.at(parameters, 0);
      assertThat(sum.gradient()).containsExactly(expected.gradient());
      assertThat(sum.loss()).isEqualTo(expected.loss());
      assertThat(sum.weight()).isEqualTo(expected.weight());
      // Figures take examples as they are, and targets too.
      assertThat(source.evaluate(parameters, Split.TRAIN).values())
          .isEqualTo(
              source(network(new SoftmaxCrossEntropy()), Shards.split(rows, homes, shards))
                  .evaluate(parameters, Split.TRAIN)
                  .values());
    }
  }

  private static Network network(Loss loss) {
    return new Network(4, List.of(new Dense(4, 5), new Relu(), new Dense(5, 3)), loss);
  }

  @Test
  void aSingleOutputHasTwoClasses() {
    Loss loss = new SigmoidCrossEntropy(new ClassTargets(0, List.of(1f, 4f)));
    Network network = new Network(1, List.of(new Dense(1, 1)), loss);
    List<float[]> rows = List.of(new float[] {1, 0, 3}, new float[] {1, 1, 0.5f});
    GradientSum sum = source(network, List.of(Shards.of(0, 1, rows))).at(new float[2], 0);
    assertThat(sum.weight()).isEqualTo(3 + 4 * 0.5);
    assertThat(sum.gradient()).containsExactly(0.5f * 3 - 0.5f * 2, 0.5f * 3 - 0.5f * 2);
  }
}
