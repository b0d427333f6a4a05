package dev.lockstep.spark.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;

/**
 * What somebody writes who has a model's directory and no class of Lockstep's: predicts two classes
 * in float64, straight from the two files.
 */
final class SecondImplementation {
  private final JsonNode model;
  private final JsonNode header;
  private final ByteBuffer tensors;

  SecondImplementation(Path directory) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    model = mapper.readTree(directory.resolve("model.json").toFile());
    ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(directory.resolve("model.safetensors")));
    byte[] json = new byte[(int) file.order(ByteOrder.LITTLE_ENDIAN).getLong()];
    file.get(json);
    header = mapper.readTree(new String(json, StandardCharsets.UTF_8));
    tensors = file.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Above which probability the second class is predicted. */
  double threshold() {
    return model.path("target").path("threshold").asDouble(0.5);
  }

  String label(int number) {
    return model.path("target").path("labels").path(number).asText();
  }

  /** Of the second class, for the values of a row by column. */
  double probability(Map<String, Object> row) {
    double[] x = features(row);
    int index = 0;
    for (JsonNode layer : model.path("network").path("layers")) {
      x = layer(layer, index, x);
      index++;
    }
    return 1 / (1 + Math.exp(x[0] - x[1]));
  }

  private double[] features(Map<String, Object> row) {
    double[] x = new double[model.path("network").path("inputs").asInt()];
    int next = 0;
    for (JsonNode column : model.path("features").path("columns")) {
      Object value = row.get(column.path("name").asText());
      if (column.path("type").asText().equals("category")) {
        for (JsonNode category : column.path("categories")) {
          x[next++] = category.asText().equals(value) ? 1 : 0;
        }
      } else {
        double number = ((Number) Objects.requireNonNull(value)).doubleValue();
        x[next++] = scaled(column, number);
        next = fillLevels(column.path("piecewise_linear").path("edges"), number, x, next);
      }
    }
    return x;
  }

  private static double scaled(JsonNode column, double number) {
    if (column.has("median")) {
      double z = (number - column.path("median").asDouble()) / column.path("scale").asDouble();
      return z / Math.sqrt(1 + z * z / 9);
    }
    if (column.has("min")) {
      double min = column.path("min").asDouble();
      return (number - min) / (column.path("max").asDouble() - min);
    }
    return (number - column.path("mean").asDouble()) / column.path("deviation").asDouble();
  }

  /** Of each bin how full it is; the first goes on below its edge, and the last above. */
  private static int fillLevels(JsonNode edges, double number, double[] x, int from) {
    int bins = edges.size() - 1;
    for (int i = 0; i < bins; i++) {
      double low = edges.path(i).asDouble();
      double level = (number - low) / (edges.path(i + 1).asDouble() - low);
      double least = i == 0 ? level : Math.max(0, level);
      x[from + i] = i == bins - 1 ? least : Math.min(1, least);
    }
    return from + Math.max(bins, 0);
  }

  private double[] layer(JsonNode layer, int index, double[] x) {
    return switch (layer.path("kind").asText()) {
      case "dense" ->
          dense(layer.path("outputs").asInt(), layer.path("bias").asBoolean(), index, x);
      case "batch_norm" -> normalized(layer.path("epsilon").asDouble(), index, x);
      case "dropout" -> x;
      case "leaky_relu" -> leaky(layer.path("slope").asDouble(), x);
      default -> throw new IllegalArgumentException("an unknown layer: " + layer);
    };
  }

  private double[] dense(int outputs, boolean bias, int index, double[] x) {
    float[] weight = tensor(index + ".weight");
    double[] y = new double[outputs];
    for (int o = 0; o < outputs; o++) {
      y[o] = bias ? tensor(index + ".bias")[o] : 0;
      for (int i = 0; i < x.length; i++) {
        y[o] += weight[o * x.length + i] * x[i];
      }
    }
    return y;
  }

  private double[] normalized(double epsilon, int index, double[] x) {
    float[] mean = tensor(index + ".running_mean");
    float[] variance = tensor(index + ".running_var");
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double z = (x[i] - mean[i]) / Math.sqrt(variance[i] + epsilon);
      y[i] = tensor(index + ".weight")[i] * z + tensor(index + ".bias")[i];
    }
    return y;
  }

  private static double[] leaky(double slope, double[] x) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = x[i] > 0 ? x[i] : slope * x[i];
    }
    return y;
  }

  private float[] tensor(String name) {
    Iterator<JsonNode> offsets = header.required(name).path("data_offsets").elements();
    int from = offsets.next().asInt();
    float[] values = new float[(offsets.next().asInt() - from) / Float.BYTES];
    tensors
        .slice(from, values.length * Float.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(values);
    return values;
  }
}
