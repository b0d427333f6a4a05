package dev.lockstep.spark.onnx;

import dev.lockstep.model.Model;
import dev.lockstep.nn.ParameterLayout;
import dev.lockstep.nn.ParameterLayout.Tensor;
import dev.lockstep.nn.layer.BatchNorm;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Dropout;
import dev.lockstep.nn.layer.Identity;
import dev.lockstep.nn.layer.Layer;
import dev.lockstep.nn.layer.LeakyRelu;
import dev.lockstep.nn.layer.Relu;
import dev.lockstep.nn.layer.Sigmoid;
import dev.lockstep.nn.layer.Tanh;
import java.util.List;

/** The nodes that compute a network's outputs, in evaluation. */
final class NetworkNodes {
  private final Graph graph;
  private final Model model;
  private final ParameterLayout layout;

  NetworkNodes(Graph graph, Model model) {
    this.graph = graph;
    this.model = model;
    this.layout = model.network().parameters();
  }

  /** The logits [N, outputs] for x: [N, inputs], both float32. */
  String logits(String x) {
    List<Layer> layers = model.network().layers();
    String y = x;
    for (int i = 0; i < layers.size(); i++) {
      y = layer(layers.get(i), i + ".", y);
    }
    return y;
  }

  private String layer(Layer layer, String prefix, String x) {
    if (layer instanceof Dense dense) {
      return dense(dense, prefix, x);
    } else if (layer instanceof BatchNorm norm) {
      return batchNorm(norm, prefix, x);
    } else if (layer instanceof Relu) {
      return graph.add("Relu", x);
    } else if (layer instanceof LeakyRelu leaky) {
      var slope = Graph.attribute("alpha", leaky.slope());
      return graph.add(Graph.node("LeakyRelu", x).addAttribute(slope));
    } else if (layer instanceof Tanh) {
      return graph.add("Tanh", x);
    } else if (layer instanceof Sigmoid) {
      return graph.add("Sigmoid", x);
    } else if (layer instanceof Dropout || layer instanceof Identity) {
      return x;
    }
    throw new IllegalStateException("there are no nodes for the layer " + layer);
  }

  private String dense(Dense dense, String prefix, String x) {
    var node = Graph.node("Gemm", x, tensor(prefix + "weight"));
    if (dense.bias()) {
      node.addInput(tensor(prefix + "bias"));
    }
    return graph.add(node.addAttribute(Graph.attribute("transB", 1)));
  }

  private String batchNorm(BatchNorm norm, String prefix, String x) {
    var node =
        Graph.node(
            "BatchNormalization",
            x,
            tensor(prefix + "weight"),
            tensor(prefix + "bias"),
            tensor(prefix + "running_mean"),
            tensor(prefix + "running_var"));
    return graph.add(node.addAttribute(Graph.attribute("epsilon", norm.epsilon())));
  }

  private String tensor(String name) {
    Tensor tensor = layout.tensor(name);
    return graph.floats(tensor.shape(), model.parameters(), tensor.range().from());
  }
}
