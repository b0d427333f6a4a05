package dev.lockstep.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.feature.FeatureSchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The one JSON mapper, strict: no duplicate keys, nothing after the end, and no more values than a
 * tree of some 300 MB has, whatever a file holds.
 */
final class Json {
  /** Three numbers for each of {@link FeatureSchema#MAX_WIDTH} features, and a million others. */
  private static final long MAX_TOKENS = 4L * FeatureSchema.MAX_WIDTH;

  private static final int MAX_DEPTH = 100;

  /** More characters than any description has; what is longer is not read to its end. */
  static final long MAX_LENGTH = 1 << 28;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxDocumentLength(MAX_LENGTH)
                          .maxTokenCount(MAX_TOKENS)
                          .maxNestingDepth(MAX_DEPTH)
                          .build())
                  .build())
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
  static JsonObject parse(InputStream text, String file) throws IOException {
    try {
      // A decoder, because that of a mapper or a charset's name lets wrong bytes pass.
      return parse(new InputStreamReader(text, StandardCharsets.UTF_8.newDecoder()), file);
    } catch (CharacterCodingException e) {
      throw CorruptModelException.found(file, "text", "bytes that are no UTF-8", "JSON");
    }
  }

  /** The object that a text holds; throws CorruptModelException if it holds none. */
  static JsonObject parse(String text, String file) {
    try {
      return parse(new StringReader(text), file);
    } catch (IOException e) {
      throw new UncheckedIOException("a string does not fail", e);
    }
  }

  private static JsonObject parse(Reader text, String file) throws IOException {
    JsonNode node;
    try {
      node = MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      var place = e.getLocation();
      String where =
          place == null ? "text" : "line " + place.getLineNr() + ", column " + place.getColumnNr();
      throw new CorruptModelException(file, where, "not JSON: " + e.getOriginalMessage());
    }
    if (node instanceof ObjectNode object) {
      return new JsonObject(file, "", object);
    }
    throw CorruptModelException.found(file, "text", shown(node), "a JSON object");
  }

  /** A plain value, or lists and maps of them, as a tree. */
  static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  /** A tree as plain values: Long, Double, Boolean, String, List, Map, null. */
  static Map<String, Object> values(JsonNode node) {
    return MAPPER.convertValue(node, new TypeReference<Map<String, Object>>() {});
  }

  /** A value as a message shows it: a long list by its size, any other by its beginning. */
  static String shown(JsonNode node) {
    return node.isArray() && node.size() > SHORT
        ? "a list of " + node.size()
        : shorten(node.toString());
  }

  /** The beginning of a long text. */
  static String shorten(String text) {
    return text.length() <= SHORT ? text : text.substring(0, SHORT) + "...";
  }
}
