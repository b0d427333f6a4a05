package dev.lockstep.spark.onnx;

import ai.onnxruntime.OrtException;
import dev.lockstep.feature.FeatureColumn;
import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.feature.MissingValues;
import dev.lockstep.model.Model;
import dev.lockstep.model.Target;
import dev.lockstep.model.Target.Classification;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.ParameterLayout.Role;
import dev.lockstep.nn.ParameterLayout.Tensor;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Layer;
import dev.lockstep.nn.loss.Loss;
import dev.lockstep.nn.loss.SigmoidCrossEntropy;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Models with random parameters, and what ONNX Runtime makes of them. */
final class Models {
  static final Target YES_OR_NO = classes("no", "yes");

  private Models() {}

  static Classification classes(Object... labels) {
    return Classification.of("label", "string", List.of(labels));
  }

  static FeatureSchema schema(MissingValues missing, FeatureColumn... columns) {
    return new FeatureSchema(List.of(columns), missing, List.of("?", "(n/a)"), Optional.empty());
  }

  /** Parameters of a size that keeps outputs apart; variances above 0. */
  static Model model(FeatureSchema features, Target target, Loss loss, Layer... layers) {
    Network network = new Network(features.width(), List.of(layers), loss);
    float[] parameters = new float[network.parameters().size()];
    Random random = new Random(parameters.length);
    for (Tensor tensor : network.parameters().tensors()) {
      for (int i = tensor.range().from(); i < tensor.range().to(); i++) {
        boolean variance = tensor.role() == Role.RUNNING_VARIANCE;
        parameters[i] = variance ? 0.5f + random.nextFloat() : 0.7f * (float) random.nextGaussian();
      }
    }
    return new Model(network, parameters, features, target);
  }

  static Model binary(FeatureSchema features) {
    return model(features, YES_OR_NO, new SigmoidCrossEntropy(), new Dense(features.width(), 1));
  }

  static Map<String, Object> outputs(Model model, Dataset<Row> table) throws OrtException {
    try (InOnnxRuntime runtime = new InOnnxRuntime(OnnxModel.of(model, "test", "1"))) {
      return runtime.of(table.collectAsList());
    }
  }

  /** One of them, which must be there. */
  static <T> T output(Map<String, Object> outputs, String name, Class<T> type) {
    return type.cast(Objects.requireNonNull(outputs.get(name), name));
  }
}
