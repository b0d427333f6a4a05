package dev.lockstep.nn;

import dev.lockstep.linalg.Matrix;
import dev.lockstep.nn.Workspace.Piece;
import dev.lockstep.nn.layer.Pass;
import dev.lockstep.nn.layer.Stage;
import dev.lockstep.nn.loss.Loss;
import org.jspecify.annotations.Nullable;

/**
 * Forward pass and gradient of a network, by backpropagation over the stages of a {@link
 * Workspace}. The batch in it is all that a layer sees: see {@link JointBackprop} for layers that
 * need the whole mini-batch where a batch is a part of one.
 */
public final class Backprop {
  private static final Pass PREDICTION = Pass.evaluation();

  private final Loss loss;

  public Backprop(Network network) {
    loss = network.loss();
  }

  /**
   * Output of the network for the batch in the workspace, as predictions are made of.
   *
   * @param parameters [layout size], not modified
   * @return [batch, outputs] logits, which the next call overwrites
   */
  public Matrix forward(float[] parameters, Workspace workspace) {
    if (workspace.pieces.length == 1) {
      return forward(PREDICTION, parameters, workspace.stages, workspace.features());
    }
    Matrix outputs = workspace.collected();
    int row = 0;
    for (Piece piece : workspace.pieces) {
      if (piece.rows() > 0) {
        copy(forward(PREDICTION, parameters, workspace.stages, piece.features()), outputs, row);
        row += piece.rows();
      }
    }
    return outputs;
  }

  /** Overwrites rows of a matrix from that one on. */
  static void copy(Matrix from, Matrix into, int row) {
    System.arraycopy(from.data(), from.offset(), into.data(), into.row(row), from.size());
  }

  private static Matrix forward(Pass pass, float[] parameters, Stage[] stages, Matrix features) {
    Matrix x = features;
    for (Stage stage : stages) {
      stage.resize(features.rows());
      stage.forward(pass, parameters, x);
      x = stage.output();
    }
    return x;
  }

  /**
   * Adds the batch in the workspace to a gradient sum, piece by piece, so that what the forward
   * pass writes is still in the processor's cache when the backward pass reads it.
   *
   * @param pass at the batch's first row; where it is afterwards is not said
   * @param parameters [layout size], not modified
   */
  public void gradient(Pass pass, float[] parameters, Workspace workspace, GradientSum sum) {
    for (Piece piece : workspace.pieces) {
      if (piece.rows() > 0) {
        gradient(pass, parameters, workspace.stages, piece, sum);
        pass.at(pass.step(), pass.position() + piece.rows());
      }
    }
  }

  /**
   * Adds to statistics what the layers put out for the batch in the workspace, which is left as it
   * is.
   *
   * @param pass at the batch's first row; where it is afterwards is not said
   * @param parameters [layout size], not modified
   */
  public void observe(
      Pass pass, float[] parameters, Workspace workspace, LayerStatistics statistics) {
    for (Piece piece : workspace.pieces) {
      if (piece.rows() > 0) {
        forward(pass, parameters, workspace.stages, piece.features());
        statistics.add(workspace.stages);
        pass.at(pass.step(), pass.position() + piece.rows());
      }
    }
  }

  private void gradient(
      Pass pass, float[] parameters, Stage[] stages, Piece piece, GradientSum sum) {
    Matrix output = forward(pass, parameters, stages, piece.features());
    Stage last = stages[stages.length - 1];
    copy(output, last.outputGradient(), 0);
    double lossSum = loss.gradient(last.outputGradient(), piece.targets(), piece.weights());
    for (int i = stages.length - 1; i >= 0; i--) {
      Matrix x = i == 0 ? piece.features() : stages[i - 1].output();
      @Nullable Matrix dx = i == 0 ? null : stages[i - 1].outputGradient();
      stages[i].backward(pass, parameters, sum.gradient(), x, dx);
    }
    sum.addTotals(lossSum, total(piece.weights()), piece.rows());
  }

  static double total(Matrix weights) {
    double total = 0;
    for (int r = 0; r < weights.rows(); r++) {
      total += weights.get(r, 0);
    }
    return total;
  }
}
