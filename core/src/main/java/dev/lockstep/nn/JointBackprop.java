package dev.lockstep.nn;

import dev.lockstep.linalg.Matrix;
import dev.lockstep.nn.Workspace.Piece;
import dev.lockstep.nn.layer.BatchNorm;
import dev.lockstep.nn.layer.JointStage;
import dev.lockstep.nn.layer.Layer;
import dev.lockstep.nn.layer.Pass;
import dev.lockstep.nn.layer.Stage;
import dev.lockstep.nn.loss.Loss;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Backpropagation through several parts of a mini-batch, layer by layer and one part after the
 * other, on one thread: where a layer needs sums over the whole mini-batch, all parts are there.
 * With a thread for each part instead there would be a barrier, and several threads to interrupt.
 * Each part must lie in its workspace as one piece.
 */
public final class JointBackprop {
  private final Loss loss;
  private final Reduction reduction;

  /**
   * For a network.
   *
   * @param reduction adds up what these parts have measured, and others elsewhere
   */
  public JointBackprop(Network network, Reduction reduction) {
    this.loss = network.loss();
    this.reduction = reduction;
  }

  /**
   * A shard's part of a mini-batch, which may have no rows.
   *
   * @param pass at the part's first row
   */
  public record Part(Pass pass, Workspace workspace) {
    private Piece piece() {
      return workspace.pieces[0];
    }

    private boolean isEmpty() {
      return piece().rows() == 0;
    }

    private int stages() {
      return workspace.stages.length;
    }

    private Stage stage(int i) {
      return workspace.stages[i];
    }

    private Matrix input(int i) {
      return i == 0 ? piece().features() : stage(i - 1).output();
    }

    /** [batch, inputs] of a stage, or null where nobody needs the gradient. */
    private @Nullable Matrix inputGradient(int i) {
      return i == 0 ? null : stage(i - 1).outputGradient();
    }
  }

  /** What a stage gives to be added up. */
  private interface Sums {
    double[] of(JointStage stage, Matrix x);
  }

  /**
   * How many numbers each sum of {@link #gradient} has, in their order; those of {@link #observe}
   * are the first of them.
   */
  public static List<Integer> sums(Network network) {
    List<Integer> sums = new ArrayList<>();
    List<Layer> layers = network.layers();
    layers.forEach(layer -> norm(layer).ifPresent(norm -> sums.add(2 * norm.width() + 1)));
    for (int i = layers.size() - 1; i > 0; i--) {
      norm(layers.get(i)).ifPresent(norm -> sums.add(2 * norm.width()));
    }
    return sums;
  }

  private static Optional<BatchNorm> norm(Layer layer) {
    return layer instanceof BatchNorm norm && norm.needsWholeBatch()
        ? Optional.of(norm)
        : Optional.empty();
  }

  /**
   * Adds each part to a gradient sum.
   *
   * @param parameters [layout size], not modified
   * @param sums [parts], which are different ones
   */
  public void gradient(float[] parameters, List<Part> parts, List<GradientSum> sums) {
    forward(parameters, parts);
    for (int k = 0; k < parts.size(); k++) {
      if (!parts.get(k).isEmpty()) {
        differentiateLoss(parts.get(k), sums.get(k));
      }
    }
    for (int i = parts.get(0).stages() - 1; i >= 0; i--) {
      if (i > 0) {
        reduce(parts, i, JointStage::beforeBackward);
      }
      for (int k = 0; k < parts.size(); k++) {
        backward(parameters, parts.get(k), i, sums.get(k));
      }
    }
  }

  /**
   * Adds to statistics what the layers put out for each part.
   *
   * @param parameters [layout size], not modified
   * @param statistics [parts]
   */
  public void observe(float[] parameters, List<Part> parts, List<LayerStatistics> statistics) {
    forward(parameters, parts);
    for (int k = 0; k < parts.size(); k++) {
      if (!parts.get(k).isEmpty()) {
        statistics.get(k).add(parts.get(k).workspace().stages);
      }
    }
  }

  private void forward(float[] parameters, List<Part> parts) {
    for (int i = 0; i < parts.get(0).stages(); i++) {
      for (Part part : parts) {
        part.stage(i).resize(part.piece().rows());
      }
      reduce(parts, i, JointStage::beforeForward);
      for (Part part : parts) {
        if (!part.isEmpty()) {
          part.stage(i).forward(part.pass(), parameters, part.input(i));
        }
      }
    }
  }

  /** Where a layer needs it: a part without rows takes part too, as others wait for it. */
  private void reduce(List<Part> parts, int i, Sums which) {
    if (!(parts.get(0).stage(i) instanceof JointStage)) {
      return;
    }
    double[][] sums = new double[parts.size()][];
    for (int k = 0; k < sums.length; k++) {
      sums[k] = which.of((JointStage) parts.get(k).stage(i), parts.get(k).input(i));
    }
    double[] totals = reduction.sum(sums);
    for (Part part : parts) {
      ((JointStage) part.stage(i)).take(totals);
    }
  }

  private void differentiateLoss(Part part, GradientSum sum) {
    Stage last = part.stage(part.stages() - 1);
    Piece piece = part.piece();
    Backprop.copy(last.output(), last.outputGradient(), 0);
    double lossSum = loss.gradient(last.outputGradient(), piece.targets(), piece.weights());
    sum.addTotals(lossSum, Backprop.total(piece.weights()), piece.rows());
  }

  private static void backward(float[] parameters, Part part, int i, GradientSum sum) {
    if (!part.isEmpty()) {
      part.stage(i)
          .backward(part.pass(), parameters, sum.gradient(), part.input(i), part.inputGradient(i));
    }
  }
}
