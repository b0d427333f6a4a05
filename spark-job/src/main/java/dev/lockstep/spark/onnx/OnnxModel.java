package dev.lockstep.spark.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.model.Model;
import dev.lockstep.model.ParameterDigest;
import dev.lockstep.spark.table.BadDataException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A model as ONNX: a graph that takes the columns of a table as they stand, and gives what the
 * command predict adds to it. The feature schema is a part of it: missing values, scaling, encoding
 * of categories and numbers; so are the target's units and the threshold.
 *
 * <p>A row for which predict would give no prediction, or stop, is told by NaN instead, as a graph
 * cannot refuse a row.
 */
public final class OnnxModel {
  /** Of ONNX's own operators: the first with regular expressions. */
  public static final int OPSET = 20;

  /** Of the operators on texts. */
  private static final int ML_OPSET = 3;

  /** The version of the format that came with this set of operators. */
  private static final int IR_VERSION = 9;

  /** A protocol buffer has at most 2 GiB; a share of it is left to the graph. */
  private static final int MOST_PARAMETERS = 500_000_000;

  private final ModelProto proto;
  private final List<Port> inputs;
  private final List<Port> outputs;

  private OnnxModel(ModelProto proto, List<Port> inputs, List<Port> outputs) {
    this.proto = proto;
    this.inputs = inputs;
    this.outputs = outputs;
  }

  /**
   * Exports a model.
   *
   * @param name of the model, for those who look at the file
   * @param version of Lockstep
   * @throws BadDataException if a column has the name of an output, or the model is too large
   */
  public static OnnxModel of(Model model, String name, String version) {
    checkSize(model);
    List<String> reserved = new ArrayList<>(model.features().columnNames());
    reserved.addAll(PredictionNodes.NAMES);
    Graph graph = new Graph(reserved);
    String x = new FeatureNodes(graph, model.features()).x();
    String logits = new NetworkNodes(graph, model).logits(x);
    new PredictionNodes(graph, refused(graph, x))
        .outputs(model.target(), model.network().loss(), logits);
    checkNames(model.features(), graph.outputs());
    ModelProto proto =
        described(model, name, version)
            .setGraph(graph.toProto(name))
            .addOpsetImport(opset("", OPSET))
            .addOpsetImport(opset(CategoryNodes.DOMAIN, ML_OPSET))
            .build();
    return new OnnxModel(proto, graph.inputs(), graph.outputs());
  }

  private static ModelProto.Builder described(Model model, String name, String version) {
    String sha256 = ParameterDigest.sha256(model.parameters());
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .setProducerName("lockstep")
        .setProducerVersion(version)
        .setDocString(description(model))
        .addMetadataProps(entry("model", name))
        .addMetadataProps(entry("lockstep_version", version))
        .addMetadataProps(entry("parameters.sha256", sha256));
  }

  private static void checkNames(FeatureSchema features, List<Port> outputs) {
    for (Port output : outputs) {
      if (features.columnNames().contains(output.name())) {
        throw new BadDataException(
            String.format(
                Locale.ROOT,
                "the model has a feature column '%s', which is what an output is called;"
                    + " rename it in the table, and train again",
                output.name()));
      }
    }
  }

  private static void checkSize(Model model) {
    if (model.parameters().length > MOST_PARAMETERS) {
      throw new BadDataException(
          String.format(
              Locale.ROOT,
              "the model has %,d parameters; an ONNX file has room for %,d",
              model.parameters().length,
              MOST_PARAMETERS));
    }
  }

  /** [N], float32: NaN for rows that have one among their features, and 0 for all others. */
  private static String refused(Graph graph, String x) {
    var node = Graph.node("ReduceSum", graph.add("Sub", x, x), graph.ints(1));
    return graph.add(node.addAttribute(Graph.attribute("keepdims", 0)));
  }

  private static String description(Model model) {
    return "Predicts "
        + String.join(", ", model.target().columns())
        + " of rows of a table; each input is a column.";
  }

  private static OperatorSetIdProto opset(String domain, int version) {
    return OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version).build();
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  /** The content of the file. */
  public byte[] toBytes() {
    return proto.toByteArray();
  }

  /** One for each feature column, in the order of the schema. */
  public List<Port> inputs() {
    return inputs;
  }

  /** What predict adds to a table, in that order. */
  public List<Port> outputs() {
    return outputs;
  }
}
