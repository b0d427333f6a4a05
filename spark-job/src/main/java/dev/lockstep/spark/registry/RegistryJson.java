package dev.lockstep.spark.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.lockstep.model.CorruptModelException;
import java.io.IOException;
import java.util.Locale;
import java.util.stream.Collectors;

/** The files of a registry as JSON: records, by their components' names in snake_case. */
final class RegistryJson {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          // A later version may say more.
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private RegistryJson() {}

  static byte[] write(Object record) throws IOException {
    return JSON.writeValueAsBytes(record);
  }

  /**
   * Reads a record.
   *
   * @param file what it is called in messages
   * @throws CorruptModelException if it is none, or lacks a part
   */
  static <T> T read(byte[] bytes, Class<T> type, String file) {
    try {
      return JSON.readValue(bytes, type);
    } catch (IOException e) {
      throw corrupt(file, e);
    }
  }

  /** Reads what is somebody else's. */
  static JsonNode read(byte[] bytes, String file) {
    try {
      return JSON.readTree(bytes);
    } catch (IOException e) {
      throw corrupt(file, e);
    }
  }

  private static CorruptModelException corrupt(String file, IOException e) {
    CorruptModelException corrupt = new CorruptModelException(file, "file", why(e));
    corrupt.initCause(e);
    return corrupt;
  }

  /** Without the names of classes that Jackson's messages have. */
  private static String why(IOException e) {
    if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
      String place =
          mapping.getPath().stream()
              .map(each -> each.getFieldName() == null ? "" + each.getIndex() : each.getFieldName())
              .collect(Collectors.joining("."));
      return "has nothing that can be read at " + place;
    }
    if (e instanceof JsonMappingException) {
      return "has no content, or none that can be read";
    }
    if (e instanceof JsonProcessingException json && json.getLocation() != null) {
      return String.format(
          Locale.ROOT,
          "is no JSON from line %d, column %d on",
          json.getLocation().getLineNr(),
          json.getLocation().getColumnNr());
    }
    return String.valueOf(e.getMessage());
  }
}
