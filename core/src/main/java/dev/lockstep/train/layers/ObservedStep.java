package dev.lockstep.train.layers;

import dev.lockstep.linalg.Range;
import dev.lockstep.linalg.Vectors;
import dev.lockstep.nn.LayerStatistics;
import dev.lockstep.nn.ParameterLayout.Tensor;
import dev.lockstep.train.layers.LayerFigures.TensorFigures;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A step that is looked at while it is taken: first its outputs, then its gradient and update. */
public final class ObservedStep {
  private final long step;
  private final LayerStatistics outputs;
  private final Map<Tensor, Double> gradients = new HashMap<>();

  /**
   * Before its gradient is known.
   *
   * @param step from 0
   * @param outputs what the layers put out for its mini-batch
   */
  public ObservedStep(long step, LayerStatistics outputs) {
    this.step = step;
    this.outputs = outputs;
  }

  /**
   * Notes the norms of its gradient.
   *
   * @param mean [n], of the mini-batch, to which no penalty has been added: that of the weights
   *     would hide a gradient that has vanished on its way to them
   */
  public void gradient(float[] mean) {
    for (Tensor tensor : outputs.network().parameters().tensors()) {
      gradients.put(tensor, Math.sqrt(Vectors.sumOfSquares(mean, tensor.range())));
    }
  }

  /** What there is to see of a step that moves nothing, as its loss is no number. */
  public LayerObservation unmoved() {
    return LayerObservation.of(step, outputs, layer -> List.of());
  }

  /** The same of one that moved the parameters, [n] each, not modified. */
  public LayerObservation moved(float[] before, float[] after) {
    return LayerObservation.of(step, outputs, layer -> tensors(layer + ".", before, after));
  }

  private List<TensorFigures> tensors(String prefix, float[] before, float[] after) {
    return outputs.network().parameters().tensors().stream()
        .filter(tensor -> tensor.role().isTrained() && tensor.name().startsWith(prefix))
        .map(
            tensor ->
                new TensorFigures(
                    tensor.name().substring(prefix.length()),
                    tensor.range().length(),
                    Math.sqrt(Vectors.sumOfSquares(before, tensor.range())),
                    gradients.getOrDefault(tensor, Double.NaN),
                    distance(tensor.range(), before, after)))
        .toList();
  }

  private static double distance(Range range, float[] before, float[] after) {
    double squares = 0;
    for (int i = range.from(); i < range.to(); i++) {
      double moved = (double) after[i] - before[i];
      squares += moved * moved;
    }
    return Math.sqrt(squares);
  }
}
