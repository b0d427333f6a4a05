package dev.lockstep.spark.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.lockstep.spark.onnx.Port.Element;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * An ONNX graph that grows by nodes and constants. Whatever adds a value gives its name, which is
 * none of those that inputs and outputs have.
 */
final class Graph {
  private final GraphProto.Builder proto = GraphProto.newBuilder();
  private final List<Port> inputs = new ArrayList<>();
  private final List<Port> outputs = new ArrayList<>();
  private final Set<String> reserved;
  private int values;

  /**
   * An empty graph.
   *
   * @param reserved names of inputs and outputs
   */
  Graph(Collection<String> reserved) {
    this.reserved = Set.copyOf(reserved);
  }

  String input(Port port) {
    inputs.add(port);
    proto.addInput(port.toProto());
    return port.name();
  }

  /** Puts a value out. */
  void output(Port port, String value) {
    outputs.add(port);
    proto.addOutput(port.toProto());
    add(node("Identity", value), port.name());
  }

  List<Port> inputs() {
    return List.copyOf(inputs);
  }

  List<Port> outputs() {
    return List.copyOf(outputs);
  }

  GraphProto toProto(String name) {
    return proto.setName(name).build();
  }

  /** A node that is not in the graph yet, to be given attributes. */
  static NodeProto.Builder node(String operator, String... of) {
    return NodeProto.newBuilder().setOpType(operator).addAllInput(List.of(of));
  }

  /** The value of a node. */
  String add(NodeProto.Builder node) {
    return add(node, fresh(node.getOpType()));
  }

  /** The value of a node without attributes. */
  String add(String operator, String... of) {
    return add(node(operator, of));
  }

  private String add(NodeProto.Builder node, String value) {
    proto.addNode(node.setName(fresh(node.getOpType())).addOutput(value));
    return value;
  }

  private String fresh(String what) {
    String name;
    do {
      name = what + "/" + values++;
    } while (reserved.contains(name));
    return name;
  }

  /** The same values as another type. */
  String cast(String value, Element to) {
    return add(node("Cast", value).addAttribute(attribute("to", to.number())));
  }

  /** Matrices side by side: [N, a], [N, b], ... as [N, a + b + ...]. */
  String concat(List<String> matrices) {
    if (matrices.size() == 1) {
      return matrices.get(0);
    }
    String[] all = matrices.toArray(new String[0]);
    return add(node("Concat", all).addAttribute(attribute("axis", 1)));
  }

  /** [N] as [N, 1]. */
  String column(String value) {
    return add("Unsqueeze", value, ints(1));
  }

  static AttributeProto attribute(String name, long value) {
    return named(name, AttributeType.INT).setI(value).build();
  }

  static AttributeProto attribute(String name, float value) {
    return named(name, AttributeType.FLOAT).setF(value).build();
  }

  static AttributeProto attribute(String name, String value) {
    return named(name, AttributeType.STRING).setS(ByteString.copyFromUtf8(value)).build();
  }

  static AttributeProto attribute(String name, List<Long> values) {
    return named(name, AttributeType.INTS).addAllInts(values).build();
  }

  static AttributeProto texts(String name, Collection<String> values) {
    AttributeProto.Builder attribute = named(name, AttributeType.STRINGS);
    values.forEach(value -> attribute.addStrings(ByteString.copyFromUtf8(value)));
    return attribute.build();
  }

  private static AttributeProto.Builder named(String name, AttributeType type) {
    return AttributeProto.newBuilder().setName(name).setType(type);
  }

  /** A constant [n]. */
  String floats(float... values) {
    return floats(List.of(values.length), values, 0);
  }

  /** A constant of that shape, from an element of the array on, row-major. */
  String floats(List<Integer> shape, float[] values, int from) {
    int length = shape.stream().reduce(1, Math::multiplyExact);
    ByteBuffer bytes = bytes(length * (long) Float.BYTES);
    bytes.asFloatBuffer().put(values, from, length);
    return constant(tensor(Element.FLOAT, shape).setRawData(ByteString.copyFrom(bytes)));
  }

  /** A constant [n]. */
  String doubles(double... values) {
    ByteBuffer bytes = bytes(values.length * (long) Double.BYTES);
    bytes.asDoubleBuffer().put(values);
    var tensor = tensor(Element.DOUBLE, List.of(values.length));
    return constant(tensor.setRawData(ByteString.copyFrom(bytes)));
  }

  /** A constant [n]. */
  String ints(long... values) {
    ByteBuffer bytes = bytes(values.length * (long) Long.BYTES);
    bytes.asLongBuffer().put(values);
    var tensor = tensor(Element.INT64, List.of(values.length));
    return constant(tensor.setRawData(ByteString.copyFrom(bytes)));
  }

  /** A constant [n]. */
  String bools(List<Boolean> values) {
    var tensor = tensor(Element.BOOL, List.of(values.size()));
    values.forEach(value -> tensor.addInt32Data(value ? 1 : 0));
    return constant(tensor);
  }

  /** A constant [n]. */
  String strings(List<String> values) {
    var tensor = tensor(Element.STRING, List.of(values.size()));
    values.forEach(
        value -> tensor.addStringData(ByteString.copyFrom(value, StandardCharsets.UTF_8)));
    return constant(tensor);
  }

  private static ByteBuffer bytes(long length) {
    return ByteBuffer.allocate(Math.toIntExact(length)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static TensorProto.Builder tensor(Element element, List<Integer> shape) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(element.number());
    shape.forEach(tensor::addDims);
    return tensor;
  }

  private String constant(TensorProto.Builder tensor) {
    String name = fresh("constant");
    proto.addInitializer(tensor.setName(name));
    return name;
  }
}
