package dev.lockstep.spark.testing;

import dev.lockstep.augment.Augmentation;
import dev.lockstep.augment.ImageShape;
import dev.lockstep.augment.Mirror;
import dev.lockstep.augment.Noise;
import dev.lockstep.augment.PixelScale;
import dev.lockstep.augment.Scale;
import dev.lockstep.linalg.ExponentialAverage;
import dev.lockstep.metric.Measure;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Network.Outputs;
import dev.lockstep.nn.ParameterLayout.Role;
import dev.lockstep.nn.RunningStatistics;
import dev.lockstep.nn.layer.BatchNorm;
import dev.lockstep.nn.layer.BatchNorm.Statistics;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Dropout;
import dev.lockstep.nn.layer.Relu;
import dev.lockstep.nn.loss.ClassTargets;
import dev.lockstep.nn.loss.Loss;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.optim.GradientClip;
import dev.lockstep.optim.Regularization;
import dev.lockstep.optim.Regularization.Penalty;
import dev.lockstep.optim.schedule.InverseTimeRate;
import dev.lockstep.optim.schedule.WarmUp;
import dev.lockstep.train.EarlyStopping;
import dev.lockstep.train.Policies;
import dev.lockstep.train.ReduceOnPlateau;
import dev.lockstep.train.TrainingPlan;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link SmallTraining} trains, and how.
 *
 * @param augmentation of each row, an image of shape [1, 1, 5]
 * @param plan made of the plain one
 */
public record Recipe(
    Network network, @Nullable Augmentation augmentation, UnaryOperator<TrainingPlan> plan) {
  static final int FEATURES = 5;

  /** A small plain network with a loss over two outputs. */
  static Recipe plain(Loss loss, @Nullable Augmentation augmentation) {
    Network network =
        Network.multilayerPerceptron(FEATURES, List.of(7), new Relu(), new Outputs(2, loss));
    return new Recipe(network, augmentation, plan -> plan);
  }

  /** Every technique at once. */
  public static Recipe ofEverything() {
    ClassTargets targets = new ClassTargets(0.1, List.of(0.7f, 3.1f));
    Network network =
        new Network(
            FEATURES,
            List.of(
                new Dense(FEATURES, 7, false),
                new BatchNorm(7),
                new Relu(),
                new Dropout(0.8),
                new Dense(7, 2)),
            new SoftmaxCrossEntropy(targets));
    Augmentation augmentation =
        new Augmentation(
            new ImageShape(1, 1, FEATURES),
            new PixelScale(new double[] {1, 2, 3, 4, 5}, new double[] {1, 2, 3, 4, 5}),
            List.of(new Mirror(0.5), new Scale(0.8, 1.2), new Noise(0.1)));
    return new Recipe(network, augmentation, plan -> withEverything(plan, network));
  }

  /** With batch normalization over whole mini-batches, of the features too. */
  public static Recipe synchronised() {
    Network network =
        new Network(
            FEATURES,
            List.of(
                new BatchNorm(FEATURES, Statistics.SYNC),
                new Dense(FEATURES, 7, false),
                new BatchNorm(7, Statistics.SYNC),
                new Relu(),
                new Dropout(0.8),
                new Dense(7, 6, false),
                new BatchNorm(6, Statistics.SYNC),
                new Relu(),
                new Dense(6, 2)),
            new SoftmaxCrossEntropy());
    return new Recipe(network, null, plan -> withEverything(plan, network));
  }

  private static TrainingPlan withEverything(TrainingPlan plain, Network network) {
    List<Penalty> penalties =
        List.of(new Penalty(0.5, network.parameters().ranges(Role::isPenalised)));
    return new TrainingPlan(
        plain.batches(),
        plain.steps(),
        1,
        plain.optimizer(),
        new WarmUp(new InverseTimeRate(0.05, 0.1), 5),
        new Regularization(penalties, penalties),
        new GradientClip(1, 0.5),
        new Policies(
            List.of(
                new ReduceOnPlateau(Measure.LOSS, 0.5, 0, 0.05, 0, 0.01),
                new EarlyStopping(Measure.LOSS, 2, 0.1))),
        new RunningStatistics(network),
        new ExponentialAverage(0.9));
  }
}
