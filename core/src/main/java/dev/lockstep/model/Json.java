package dev.lockstep.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The one JSON mapper, strict: no duplicate keys, nothing after the end. */
final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_LONG_FOR_INTS)
          .build();

  private static final int SHORT = 120;

  private Json() {}

  /** A fresh object. */
  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** The object that a UTF-8 text holds; throws CorruptModelException if it holds none. */
  static JsonObject parse(byte[] text, String file) {
    try {
      return parse(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)), file);
    } catch (CharacterCodingException e) {
      throw CorruptModelException.found(file, "text", "bytes that are no UTF-8", "JSON");
    }
  }

  /** The object that a text holds; throws CorruptModelException if it holds none. */
  static JsonObject parse(CharSequence text, String file) {
    JsonNode node;
    try {
      node = MAPPER.readTree(text.toString());
    } catch (JsonProcessingException e) {
      var place = e.getLocation();
      String where =
          place == null ? "text" : "line " + place.getLineNr() + ", column " + place.getColumnNr();
      throw new CorruptModelException(file, where, "not JSON: " + e.getOriginalMessage());
    }
    if (node instanceof ObjectNode object) {
      return new JsonObject(file, "", object);
    }
    throw CorruptModelException.found(file, "text", shorten(node.toString()), "a JSON object");
  }

  /** A plain value, or lists and maps of them, as a tree. */
  static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  /** A tree as plain values: Long, Double, Boolean, String, List, Map, null. */
  static Map<String, Object> values(JsonNode node) {
    return MAPPER.convertValue(node, new TypeReference<Map<String, Object>>() {});
  }

  /** The beginning of a long text. */
  static String shorten(String text) {
    return text.length() <= SHORT ? text : text.substring(0, SHORT) + "...";
  }
}
