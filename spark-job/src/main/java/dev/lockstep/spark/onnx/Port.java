package dev.lockstep.spark.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * A tensor that goes into an exported model or comes out of it, with one row for each row of a
 * table.
 *
 * @param width elements of a row, if these are a dimension of their own: [N, width]; otherwise [N]
 * @param meaning in words, for people
 */
public record Port(String name, Element element, OptionalInt width, String meaning) {
  /** What the rows of a batch are called, as a dimension. */
  private static final String ROWS = "N";

  /** What a tensor holds. */
  public enum Element {
    STRING(DataType.STRING),
    DOUBLE(DataType.DOUBLE),
    FLOAT(DataType.FLOAT),
    INT64(DataType.INT64),
    BOOL(DataType.BOOL);

    private final DataType type;

    Element(DataType type) {
      this.type = type;
    }

    /** As ONNX numbers its types. */
    int number() {
      return type.getNumber();
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** One element a row. */
  static Port of(String name, Element element, String meaning) {
    return new Port(name, element, OptionalInt.empty(), meaning);
  }

  /** So many elements a row. */
  static Port of(String name, Element element, int width, String meaning) {
    return new Port(name, element, OptionalInt.of(width), meaning);
  }

  ValueInfoProto toProto() {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDimBuilder().setDimParam(ROWS);
    width.ifPresent(elements -> shape.addDimBuilder().setDimValue(elements));
    TypeProto.Tensor.Builder tensor =
        TypeProto.Tensor.newBuilder().setElemType(element.number()).setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .setDocString(meaning)
        .build();
  }

  /** Type and shape, such as "double [N, 784]". */
  public String type() {
    return element + " [" + ROWS + (width.isPresent() ? ", " + width.getAsInt() : "") + "]";
  }
}
