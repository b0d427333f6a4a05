package dev.lockstep.spark.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.augment.Augmentation;
import dev.lockstep.augment.ImageShape;
import dev.lockstep.augment.Mirror;
import dev.lockstep.augment.PixelScale;
import dev.lockstep.check.GradientCheck;
import dev.lockstep.check.GradientReport;
import dev.lockstep.check.ParameterSample;
import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.linalg.Range;
import dev.lockstep.nn.Initializer;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Relu;
import dev.lockstep.nn.loss.ClassTargets;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.nn.loss.SquaredError;
import dev.lockstep.optim.Regularization;
import dev.lockstep.optim.Regularization.Penalty;
import dev.lockstep.optim.Sgd;
import dev.lockstep.optim.schedule.ConstantRate;
import dev.lockstep.reference.Examples;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.Shuffle;
import dev.lockstep.spark.report.text.CheckedGradient.Batch;
import dev.lockstep.train.TrainingPlan;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckedGradientTest {
  private static final Network NETWORK =
      new Network(2, List.of(new Dense(2, 3), new Relu(), new Dense(3, 1)), new SquaredError());

  private static final float[] VALUES =
      new Initializer(Initializer.Kind.HE, 1).initialize(NETWORK, 1);

  private static final Examples EXAMPLES =
      new Examples(
          new float[][] {{1, 2}, {-1, 3}, {2, -1}},
          new float[][] {{1}, {2}, {-1}},
          new float[] {1, 1, 1});

  private static final BatchPlan BATCHES = new BatchPlan(9, 9, Shuffle.FULL, 1);

  /** With the gradients in float64 and in float32 times a factor in one tensor. */
  private static CheckedGradient checked(String tensor, double in64, double in32) {
    GradientCheck check = new GradientCheck(NETWORK, Regularization.none(), EXAMPLES);
    Range range = NETWORK.parameters().tensor(tensor).range();
    double[] float64 = check.float64(VALUES);
    double[] float32 = check.float32(VALUES, BlasBackend.AUTO.load());
    for (int i = range.from(); i < range.to(); i++) {
      float64[i] *= in64;
      float32[i] *= in32;
    }
    ParameterSample all = ParameterSample.of(NETWORK, Long.MAX_VALUE, 1);
    return new CheckedGradient(
        NETWORK, plan(BATCHES), new Batch(4, 9), check.compare(VALUES, all, float64, float32));
  }

  private static TrainingPlan plan(BatchPlan batches) {
    return TrainingPlan.epochs(1, batches, new Sgd(), new ConstantRate(0.1));
  }

  @Test
  void whatOfTheTrainingIsLeftOutIsTold() {
    GradientReport found = checked("0.weight", 1, 1).found();
    assertThat(GradientTable.of(checked("0.weight", 1, 1)))
        .doesNotContain("regularization.l1", "augmentation", "weights of their classes");
    Network weighted =
        new Network(
            2,
            List.of(new Dense(2, 2)),
            new SoftmaxCrossEntropy(new ClassTargets(0, List.of(1f, 5f))));
    Augmentation images =
        new Augmentation(
            new ImageShape(1, 1, 2),
            new PixelScale(new double[2], new double[] {1, 1}),
            List.of(new Mirror(0.5)));
    TrainingPlan plain = plan(BATCHES.augmented(images));
    TrainingPlan plan =
        new TrainingPlan(
            plain.batches(),
            plain.steps(),
            1,
            plain.optimizer(),
            plain.learningRate(),
            new Regularization(List.of(), List.of(new Penalty(1, List.of(new Range(0, 4))))),
            plain.clip(),
            plain.policy());
    assertThat(GradientTable.of(new CheckedGradient(weighted, plan, new Batch(4, 9), found)))
        .contains(
            "the penalty of regularization.l1, which has no gradient at 0, is left out\n",
            "images are as in the table: augmentation is turned off\n",
            "rows have the weights of their classes, as in training\n");
  }

  @Test
  void aRightGradientHasNoFaults() {
    assertThat(checked("0.weight", 1, 1).faults()).isEmpty();
    assertThat(GradientTable.of(checked("0.weight", 1, 1)).lines())
        .startsWith("gradient of the mean loss of 3 of the 9 rows of the mini-batch of step 5")
        .noneMatch(line -> line.contains("  worry"));
  }

  /** norm(3a - a) / (norm(3a) + norm(a)) is a half. */
  @Test
  void aWrongDerivativeIsToldWithItsTensorAndWhereToLook() {
    CheckedGradient wrong = checked("2.weight", 3, 1);
    assertThat(wrong.faults()).hasSize(2);
    assertThat(wrong.faults().get(0))
        .startsWith(
            "tensor 2.weight of layer 2, dense: the gradient in float64 is off by 5.0e-01 from differences");
    assertThat(wrong.faults().get(1))
        .startsWith("look first at the derivative of layer 2, dense, the last one named");
    assertThat(GradientTable.of(wrong))
        .containsPattern("\n  2\\.weight +\\[1, 3] +3 +5\\.0e-01 +worry .*great\n");
  }

  @Test
  void whatIsWrongInFloat32AloneIsToldSo() {
    CheckedGradient wrong = checked("0.bias", 1, 3);
    assertThat(wrong.faults()).hasSize(2);
    assertThat(wrong.faults().get(0))
        .startsWith(
            "tensor 0.bias of layer 0, dense: the gradient in float32 is off by 5.0e-01 from differences");
    assertThat(wrong.faults().get(1)).startsWith("in float64 it is right: ");
  }
}
