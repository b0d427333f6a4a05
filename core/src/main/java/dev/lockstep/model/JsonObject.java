package dev.lockstep.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A JSON object being read: it knows its place in a file, what was asked of it, and says in a
 * {@link CorruptModelException} where a value is not what it must be.
 */
final class JsonObject {
  private final String file;
  private final String path;
  private final ObjectNode node;
  private final Set<String> asked = new HashSet<>();

  JsonObject(String file, String path, ObjectNode node) {
    this.file = file;
    this.path = path;
    this.node = node;
  }

  /**
   * What the reader makes of this object. Its IllegalArgumentException becomes a
   * CorruptModelException, and a key it does not ask for is refused.
   */
  <T> T read(Function<JsonObject, T> reader) {
    T result;
    try {
      result = reader.apply(this);
    } catch (IllegalArgumentException e) {
      throw new CorruptModelException(
          file, path.isEmpty() ? "file" : path, String.valueOf(e.getMessage()));
    }
    for (String key : keys()) {
      if (!asked.contains(key)) {
        throw new CorruptModelException(
            file, place(key), "unknown key; allowed here: " + asked.stream().sorted().toList());
      }
    }
    return result;
  }

  /** What is read, not to be modified. */
  ObjectNode node() {
    return node;
  }

  /** The keys, in order. */
  List<String> keys() {
    List<String> keys = new ArrayList<>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  boolean has(String key) {
    asked.add(key);
    return node.has(key);
  }

  /** How many elements a list has, or a map; 0 for what is neither, or is not there. */
  int size(String key) {
    return node.path(key).size();
  }

  String text(String key) {
    return get(key, JsonNode::isTextual, "a string").textValue();
  }

  boolean flag(String key) {
    return get(key, JsonNode::isBoolean, "true or false").booleanValue();
  }

  int integer(String key) {
    return get(key, JsonObject::isInt, "an integer below 2^31").intValue();
  }

  double number(String key) {
    return get(key, JsonObject::isFinite, "a finite number").doubleValue();
  }

  List<Double> numbers(String key) {
    return list(key, JsonObject::isFinite, "finite numbers").stream()
        .map(JsonNode::doubleValue)
        .toList();
  }

  List<Long> integers(String key) {
    return list(key, JsonObject::isLong, "integers below 2^63").stream()
        .map(JsonNode::longValue)
        .toList();
  }

  List<String> texts(String key) {
    return list(key, JsonNode::isTextual, "strings").stream().map(JsonNode::textValue).toList();
  }

  /** Strings, integers, numbers and booleans as String, Long, Double and Boolean. */
  List<Object> scalars(String key) {
    List<Object> scalars = new ArrayList<>();
    for (JsonNode element : list(key, JsonObject::isScalar, "strings, numbers or booleans")) {
      if (element.isTextual()) {
        scalars.add(element.textValue());
      } else if (element.isBoolean()) {
        scalars.add(element.booleanValue());
      } else if (isLong(element)) {
        scalars.add(element.longValue());
      } else {
        scalars.add(element.doubleValue());
      }
    }
    return scalars;
  }

  JsonObject object(String key) {
    return new JsonObject(
        file, place(key), (ObjectNode) get(key, JsonNode::isObject, "a JSON object"));
  }

  /** Any object, as plain values. */
  Map<String, Object> values(String key) {
    return Json.values(get(key, JsonNode::isObject, "a JSON object"));
  }

  List<JsonObject> objects(String key) {
    List<JsonObject> objects = new ArrayList<>();
    for (JsonNode element : list(key, JsonNode::isObject, "JSON objects")) {
      String place = place(key) + "[" + objects.size() + "]";
      objects.add(new JsonObject(file, place, (ObjectNode) element));
    }
    return objects;
  }

  /** That the value under a key is not what it must be. */
  CorruptModelException wrong(String key, String expected) {
    String found = node.has(key) ? Json.shown(node.get(key)) : "no such key";
    return CorruptModelException.found(file, place(key), found, expected);
  }

  private String place(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private JsonNode get(String key, Predicate<JsonNode> valid, String expected) {
    asked.add(key);
    JsonNode value = node.get(key);
    if (value == null || !valid.test(value)) {
      throw wrong(key, expected);
    }
    return value;
  }

  private List<JsonNode> list(String key, Predicate<JsonNode> valid, String expected) {
    List<JsonNode> list = new ArrayList<>();
    for (JsonNode element : get(key, JsonNode::isArray, "a list of " + expected)) {
      if (!valid.test(element)) {
        throw CorruptModelException.found(
            file,
            place(key) + "[" + list.size() + "]",
            Json.shown(element),
            "a list of " + expected);
      }
      list.add(element);
    }
    return list;
  }

  private static boolean isScalar(JsonNode node) {
    return node.isTextual() || node.isBoolean() || isLong(node) || isFinite(node);
  }

  private static boolean isInt(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToInt();
  }

  private static boolean isLong(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToLong();
  }

  private static boolean isFinite(JsonNode node) {
    return node.isNumber() && Double.isFinite(node.doubleValue());
  }
}
