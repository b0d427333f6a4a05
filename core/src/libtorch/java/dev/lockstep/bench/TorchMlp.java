package dev.lockstep.bench;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** A network of linear layers with relu, tanh or sigmoid between them, in libtorch. */
final class TorchMlp {
  private final LinearImpl[] layers;
  private final UnaryOperator<Tensor> activation;

  TorchMlp(Shape shape, String activation) {
    this.activation = inPlace(activation);
    layers = new LinearImpl[shape.layers()];
    for (int l = 0; l < layers.length; l++) {
      layers[l] = new LinearImpl(shape.in(l), shape.out(l));
    }
  }

  private static UnaryOperator<Tensor> inPlace(String activation) {
    return switch (activation) {
      case "relu" -> torch::relu_;
      case "tanh" -> torch::tanh_;
      case "sigmoid" -> torch::sigmoid_;
      default ->
          throw new IllegalArgumentException(
              "no activation '" + activation + "'; allowed: relu, tanh, sigmoid");
    };
  }

  /** Weight and bias of each layer in turn. */
  TensorVector parameters() {
    TensorVector parameters = new TensorVector();
    for (LinearImpl layer : layers) {
      parameters.push_back(layer.weight());
      parameters.push_back(layer.bias());
    }
    return parameters;
  }

  /** The mean cross-entropy. x: [batch, features] float32; classes: [batch] int64. */
  Tensor loss(Tensor x, Tensor classes) {
    Tensor a = layers[0].forward(x);
    for (int l = 1; l < layers.length; l++) {
      a = layers[l].forward(activation.apply(a));
    }
    return torch.cross_entropy(a, classes);
  }
}
