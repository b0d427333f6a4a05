package dev.lockstep.bench;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.BatchNorm1dImpl;
import org.bytedeco.pytorch.BatchNormOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.LinearOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * A network of linear layers in libtorch, with relu, tanh or sigmoid between them, and dropout or
 * batch normalization.
 */
final class TorchMlp {
  private static final double DROPPED = 0.2;

  private final LinearImpl[] layers;
  private final BatchNorm1dImpl[] norms;
  private final UnaryOperator<Tensor> activation;
  private final boolean drops;

  /**
   * What its hidden layers are.
   *
   * @param kind plain, dropout or batch_norm
   */
  record Hidden(String activation, String kind) {}

  TorchMlp(Shape shape, Hidden hidden) {
    activation = inPlace(hidden.activation());
    drops = hidden.kind().equals("dropout");
    layers = new LinearImpl[shape.layers()];
    norms = new BatchNorm1dImpl[hidden.kind().equals("batch_norm") ? shape.layers() - 1 : 0];
    for (int l = 0; l < layers.length; l++) {
      LinearOptions options = new LinearOptions(shape.in(l), shape.out(l));
      options.bias().put(l >= norms.length);
      layers[l] = new LinearImpl(options);
    }
    for (int l = 0; l < norms.length; l++) {
      norms[l] = new BatchNorm1dImpl(new BatchNormOptions(shape.out(l)));
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

  /** What is trained: weight and bias of each layer in turn, scale and shift of each norm. */
  TensorVector parameters() {
    TensorVector parameters = new TensorVector();
    for (int l = 0; l < layers.length; l++) {
      parameters.push_back(layers[l].weight());
      if (l >= norms.length) {
        parameters.push_back(layers[l].bias());
      } else {
        parameters.push_back(norms[l].weight());
        parameters.push_back(norms[l].bias());
      }
    }
    return parameters;
  }

  /** The mean cross-entropy. x: [batch, features] float32; classes: [batch] int64. */
  Tensor loss(Tensor x, Tensor classes) {
    Tensor a = layers[0].forward(x);
    for (int l = 1; l < layers.length; l++) {
      a = layers[l].forward(hidden(a, l - 1));
    }
    return torch.cross_entropy(a, classes);
  }

  private Tensor hidden(Tensor z, int l) {
    Tensor normalized = l < norms.length ? norms[l].forward(z) : z;
    Tensor active = activation.apply(normalized);
    return drops ? torch.dropout(active, DROPPED, true) : active;
  }
}
