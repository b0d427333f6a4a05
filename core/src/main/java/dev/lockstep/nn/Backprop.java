package dev.lockstep.nn;

import dev.lockstep.linalg.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * Forward pass and gradient of a network, by backpropagation over the stages of a {@link
 * Workspace}.
 */
public final class Backprop {
  private final Loss loss;

  public Backprop(Network network) {
    loss = network.loss();
  }

  /**
   * Output of the network for the batch in the workspace.
   *
   * @param parameters [layout size], not modified
   * @return [batch, outputs] logits, which the next call overwrites
   */
  public Matrix forward(float[] parameters, Workspace workspace) {
    Matrix x = workspace.features();
    for (Stage stage : workspace.stages) {
      stage.forward(parameters, x);
      x = stage.output();
    }
    return x;
  }

  /**
   * Adds the batch in the workspace to a gradient sum.
   *
   * @param parameters [layout size], not modified
   */
  public void gradient(float[] parameters, Workspace workspace, GradientSum sum) {
    Stage[] stages = workspace.stages;
    Matrix output = forward(parameters, workspace);
    Stage last = stages[stages.length - 1];
    System.arraycopy(
        output.data(),
        output.offset(),
        last.outputGradient().data(),
        last.outputGradient().offset(),
        output.size());
    double lossSum = loss.gradient(last.outputGradient(), workspace.targets(), workspace.weights());
    for (int i = stages.length - 1; i >= 0; i--) {
      Matrix x = i == 0 ? workspace.features() : stages[i - 1].output();
      @Nullable Matrix dx = i == 0 ? null : stages[i - 1].outputGradient();
      stages[i].backward(parameters, sum.gradient(), x, dx);
    }
    sum.addTotals(lossSum, total(workspace.weights()), output.rows());
  }

  private static double total(Matrix weights) {
    double total = 0;
    for (int r = 0; r < weights.rows(); r++) {
      total += weights.get(r, 0);
    }
    return total;
  }
}
