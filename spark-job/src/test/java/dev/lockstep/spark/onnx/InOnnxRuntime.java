package dev.lockstep.spark.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.DoubleBuffer;
import java.sql.Date;
import java.sql.Timestamp;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** An exported model in ONNX Runtime, which takes rows of Spark's tables. */
final class InOnnxRuntime implements AutoCloseable {
  private static final int SECONDS_OF_DAY = 24 * 3600;

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final List<Port> inputs;

  InOnnxRuntime(OnnxModel model) throws OrtException {
    session = environment.createSession(model.toBytes(), new OrtSession.SessionOptions());
    inputs = model.inputs();
  }

  OrtSession session() {
    return session;
  }

  /** The outputs by their names: arrays with an element for each row. */
  Map<String, Object> of(List<Row> rows) throws OrtException {
    Map<String, OnnxTensor> tensors = new HashMap<>();
    for (Port input : inputs) {
      tensors.put(input.name(), tensor(input, rows));
    }
    try (OrtSession.Result result = session.run(tensors)) {
      Map<String, Object> outputs = new LinkedHashMap<>();
      for (Map.Entry<String, OnnxValue> output : result) {
        outputs.put(output.getKey(), output.getValue().getValue());
      }
      return outputs;
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  private OnnxTensor tensor(Port input, List<Row> rows) throws OrtException {
    List<@Nullable Object> values = rows.stream().map(row -> row.getAs(input.name())).toList();
    if (input.element() == Port.Element.STRING) {
      String[] texts = values.stream().map(InOnnxRuntime::text).toArray(String[]::new);
      return OnnxTensor.createTensor(environment, texts, new long[] {rows.size()});
    }
    int width = input.width().orElse(1);
    DoubleBuffer numbers = DoubleBuffer.allocate(rows.size() * width);
    values.forEach(value -> put(value, width, numbers));
    long[] shape =
        input.width().isPresent() ? new long[] {rows.size(), width} : new long[] {rows.size()};
    return OnnxTensor.createTensor(environment, numbers.flip(), shape);
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }

  private static void put(@Nullable Object value, int width, DoubleBuffer numbers) {
    if (value instanceof Vector vector) {
      numbers.put(vector.toArray());
    } else if (value instanceof scala.collection.Seq<?> sequence) {
      scala.jdk.javaapi.CollectionConverters.asJava(sequence)
          .forEach(element -> numbers.put(number(element)));
    } else if (value == null) {
      for (int i = 0; i < width; i++) {
        numbers.put(Double.NaN);
      }
    } else {
      numbers.put(number(value));
    }
  }

  private static double number(@Nullable Object value) {
    if (value == null) {
      return Double.NaN;
    } else if (value instanceof Boolean flag) {
      return flag ? 1 : 0;
    } else if (value instanceof Date date) {
      return date.toLocalDate().toEpochDay() * (double) SECONDS_OF_DAY;
    } else if (value instanceof Timestamp moment) {
      return moment.getTime() / 1000.0;
    }
    return ((Number) value).doubleValue();
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
