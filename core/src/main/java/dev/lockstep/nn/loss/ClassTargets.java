package dev.lockstep.nn.loss;

import java.io.Serializable;
import java.util.List;

/**
 * What training makes of the classes of examples; evaluation takes them as they are.
 *
 * @param smoothing the share a in [0, 1) of each target that goes to all classes alike (label
 *     smoothing; Szegedy et al., "Rethinking the Inception architecture", 2016)
 * @param weights of the classes, by which the weights of their examples are multiplied; none for
 *     all 1
 */
public record ClassTargets(double smoothing, List<Float> weights) implements Serializable {
  /** As they are. */
  public static final ClassTargets PLAIN = new ClassTargets(0, List.of());

  public ClassTargets {
    weights = List.copyOf(weights);
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw new IllegalArgumentException("label smoothing must lie in [0, 1), not " + smoothing);
    }
    for (float weight : weights) {
      if (!(weight > 0 && weight < Float.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("the weight of a class must be above 0, not " + weight);
      }
    }
  }

  /** The weights by class; empty for all 1. */
  float[] weightsByClass() {
    float[] array = new float[weights.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = weights.get(i);
    }
    return array;
  }

  /** Throws IllegalArgumentException unless there are weights for that many classes, or none. */
  void check(int classes) {
    if (!weights.isEmpty() && weights.size() != classes) {
      throw new IllegalArgumentException(
          "found " + weights.size() + " weights of classes for " + classes + " classes");
    }
  }
}
