package dev.lockstep.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The reference numbers in the test resources, which PyTorch computed in float64. */
public final class Golden {
  private Golden() {}

  /** The file of that name under golden/. */
  public static JsonNode read(String name) {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name)) {
      return new ObjectMapper().readTree(Objects.requireNonNull(in, name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The elements of a {shape, data} node, or of a plain array, in row-major order. */
  public static double[] numbers(JsonNode tensor) {
    JsonNode data = tensor.isArray() ? tensor : tensor.required("data");
    double[] numbers = new double[data.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = data.get(i).doubleValue();
    }
    return numbers;
  }

  /** The same in float32, which holds every input in the files exactly. */
  public static float[] floats(JsonNode tensor) {
    return Closeness.narrow(numbers(tensor));
  }
}
