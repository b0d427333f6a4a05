package dev.lockstep.spark.onnx;

import dev.lockstep.feature.Vocabulary;
import dev.lockstep.metric.Classes;
import dev.lockstep.model.Target;
import dev.lockstep.model.Target.Classification;
import dev.lockstep.model.Target.Regression;
import dev.lockstep.nn.loss.Loss;
import dev.lockstep.nn.loss.SigmoidCrossEntropy;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.nn.loss.SquaredError;
import dev.lockstep.shard.Standardizer;
import dev.lockstep.spark.onnx.Port.Element;
import java.util.List;

/**
 * The nodes that make a network's outputs the predictions that the command predict adds to a table.
 */
final class PredictionNodes {
  static final String PREDICTION = "prediction";
  static final String PROBABILITY = "probability";
  static final String PROBABILITIES = "probabilities";

  /** The names that outputs may have. */
  static final List<String> NAMES = List.of(PREDICTION, PROBABILITY, PROBABILITIES);

  private static final String NONE = "; NaN where there is no prediction";

  private final Graph graph;
  private final String refused;

  /**
   * Nodes of a graph.
   *
   * @param refused [N], float32: NaN for the rows that get no prediction, and 0 for all others
   */
  PredictionNodes(Graph graph, String refused) {
    this.graph = graph;
    this.refused = refused;
  }

  /** Adds the outputs, which are made of the logits [N, outputs]. */
  void outputs(Target target, Loss loss, String logits) {
    String outputs = outputs(loss, logits);
    if (target instanceof Classification classes) {
      classes(classes, loss, outputs);
    } else if (target instanceof Regression regression) {
      numbers(regression, outputs);
    } else {
      throw new IllegalStateException("there are no nodes for the target " + target);
    }
  }

  private String outputs(Loss loss, String logits) {
    if (loss instanceof SoftmaxCrossEntropy) {
      return graph.add(Graph.node("Softmax", logits).addAttribute(Graph.attribute("axis", 1)));
    } else if (loss instanceof SigmoidCrossEntropy) {
      return graph.add("Sigmoid", logits);
    } else if (loss instanceof SquaredError) {
      return logits;
    }
    throw new IllegalStateException("there are no nodes for the loss " + loss);
  }

  private void classes(Classification classes, Loss loss, String outputs) {
    Vocabulary<Object> labels = classes.labels();
    String place = place(classes, loss, outputs);
    ClassLabels label = ClassLabels.of(labels);
    graph.output(
        Port.of(PREDICTION, label.element(), "the class of " + classes.column() + label.absence()),
        graph.add("Gather", label.constant(graph), orNone(place, labels.size())));
    if (labels.size() == 2) {
      String meaning = "of the class " + labels.get(1) + "" + NONE;
      String probability = graph.add("Add", positive(loss, outputs), refused);
      graph.output(Port.of(PROBABILITY, Element.FLOAT, meaning), probability);
    } else {
      String meaning = "of the classes " + labels + " in this order" + NONE;
      String probabilities = graph.add("Add", outputs, graph.column(refused));
      graph.output(Port.of(PROBABILITIES, Element.FLOAT, labels.size(), meaning), probabilities);
    }
  }

  /** The place of the predicted class among all, [N], as {@link Classes#predicted} tells it. */
  private String place(Classification classes, Loss loss, String outputs) {
    boolean even = classes.threshold() == Classes.EVEN;
    if (isSingle(loss) || !even) {
      String probability = graph.cast(positive(loss, outputs), Element.DOUBLE);
      String exceeds = graph.add("Greater", probability, graph.doubles(classes.threshold()));
      return graph.cast(exceeds, Element.INT64);
    }
    var node = Graph.node("ArgMax", outputs).addAttribute(Graph.attribute("axis", 1));
    return graph.add(node.addAttribute(Graph.attribute("keepdims", 0)));
  }

  private static boolean isSingle(Loss loss) {
    return loss instanceof SigmoidCrossEntropy;
  }

  /** Of the second of two classes, [N]. */
  private String positive(Loss loss, String outputs) {
    return isSingle(loss) ? flat(outputs) : flat(second(outputs));
  }

  private String second(String outputs) {
    var node = Graph.node("Gather", outputs, graph.ints(1));
    return graph.add(node.addAttribute(Graph.attribute("axis", 1)));
  }

  private String flat(String column) {
    return graph.add("Squeeze", column, graph.ints(1));
  }

  /** One place further than all classes for rows that get no prediction. */
  private String orNone(String place, int classes) {
    return graph.add("Where", graph.add("IsNaN", refused), graph.ints(classes), place);
  }

  /** In the units of the labels: float64, as those may have more digits than the outputs. */
  private void numbers(Regression regression, String outputs) {
    List<Standardizer> standardizers = regression.standardizers();
    double[] deviations = standardizers.stream().mapToDouble(Standardizer::deviation).toArray();
    double[] means = standardizers.stream().mapToDouble(Standardizer::mean).toArray();
    String standardized = graph.add("Add", outputs, graph.column(refused));
    String scaled =
        graph.add("Mul", graph.cast(standardized, Element.DOUBLE), graph.doubles(deviations));
    String numbers = graph.add("Add", scaled, graph.doubles(means));
    List<String> columns = regression.columns();
    String meaning = String.join(", ", columns) + NONE;
    boolean one = columns.size() == 1;
    graph.output(
        one
            ? Port.of(PREDICTION, Element.DOUBLE, meaning)
            : Port.of(PREDICTION, Element.DOUBLE, columns.size(), meaning),
        one ? flat(numbers) : numbers);
  }
}
