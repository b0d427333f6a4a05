package dev.lockstep.model;

import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.ParameterLayout;
import java.util.Locale;

/** Whether the parts of a model fit each other. */
final class ModelChecks {
  private ModelChecks() {}

  /** Throws IllegalArgumentException naming both sides of the first misfit. */
  static void description(Network network, FeatureSchema features, Target target) {
    columns(features, target);
    if (features.width() != network.inputs()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the feature schema produces %d features, the network expects %d inputs",
              features.width(),
              network.inputs()));
    }
    target.check(network);
  }

  private static void columns(FeatureSchema features, Target target) {
    for (String column : target.columns()) {
      if (features.columnNames().contains(column)) {
        throw new IllegalArgumentException(
            "the target column '" + column + "' is among the features");
      }
      if (features.weight().filter(column::equals).isPresent()) {
        throw new IllegalArgumentException(
            "the target column '" + column + "' is also the weight column");
      }
    }
  }

  /**
   * Throws IllegalArgumentException for a wrong number of parameters, or one that is not finite.
   */
  static void parameters(ParameterLayout layout, float[] parameters) {
    if (parameters.length != layout.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the network has %d parameters, the array %d",
              layout.size(),
              parameters.length));
    }
    for (ParameterLayout.Tensor tensor : layout.tensors()) {
      for (int i = tensor.range().from(); i < tensor.range().to(); i++) {
        if (parameters[i] < 0 && tensor.role() == ParameterLayout.Role.RUNNING_VARIANCE) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "element %d of the tensor %s is %s; a variance is at least 0",
                  i - tensor.range().from(),
                  tensor.name(),
                  parameters[i]));
        }
        if (!Float.isFinite(parameters[i])) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "element %d of the tensor %s is %s; parameters must be finite",
                  i - tensor.range().from(),
                  tensor.name(),
                  parameters[i]));
        }
      }
    }
  }
}
