package dev.lockstep.spark.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** JSON of any size, cut where nobody would read on. */
final class Bounded {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Elements of a list, and names of an object. */
  private static final int MOST = 300;

  private static final int MOST_CHARACTERS = 4000;

  private Bounded() {}

  /** A copy in which lists, objects and texts end early. */
  static JsonNode of(JsonNode node) {
    if (node.isObject()) {
      return object(node);
    }
    if (node.isArray()) {
      return array(node);
    }
    if (node.isTextual() && node.textValue().length() > MOST_CHARACTERS) {
      return NODES.textNode(node.textValue().substring(0, MOST_CHARACTERS) + " ...");
    }
    return node;
  }

  private static JsonNode object(JsonNode node) {
    ObjectNode copy = NODES.objectNode();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (copy.size() == MOST) {
        copy.put("...", node.size() - MOST + " more");
        break;
      }
      copy.set(entry.getKey(), of(entry.getValue()));
    }
    return copy;
  }

  private static JsonNode array(JsonNode node) {
    ArrayNode copy = NODES.arrayNode();
    for (JsonNode element : node) {
      if (copy.size() == MOST) {
        break;
      }
      copy.add(of(element));
    }
    return copy;
  }
}
