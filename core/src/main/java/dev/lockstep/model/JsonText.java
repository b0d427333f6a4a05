package dev.lockstep.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Iterator;

/**
 * JSON laid out for people: what fits stands on one line of 100 characters, and a long list of
 * plain values fills its lines. NaN and infinities, which JSON does not have, become null.
 */
final class JsonText {
  private static final int LINE = 100;

  private final StringBuilder text = new StringBuilder();
  private int lineStart;

  private JsonText() {}

  /** The text of a tree, ending in a line feed. */
  static String of(JsonNode node) {
    JsonText writer = new JsonText();
    writer.write(node, 0);
    return writer.text.append('\n').toString();
  }

  private void write(JsonNode node, int depth) {
    if (!node.isContainerNode()) {
      text.append(scalar(node));
    } else if (room(node, LINE - column() - 1) >= 0) {
      line(node);
    } else if (node instanceof ArrayNode array && isPlain(array)) {
      filled(array, depth);
    } else {
      block(node, depth);
    }
  }

  /** All on one line. */
  private void line(JsonNode node) {
    if (!node.isContainerNode()) {
      text.append(scalar(node));
      return;
    }
    text.append(node.isObject() ? '{' : '[');
    Iterator<String> keys = node.fieldNames();
    String separator = "";
    for (JsonNode child : node) {
      text.append(separator);
      key(keys);
      line(child);
      separator = ", ";
    }
    text.append(node.isObject() ? '}' : ']');
  }

  /** A line for each child. */
  private void block(JsonNode node, int depth) {
    text.append(node.isObject() ? '{' : '[');
    Iterator<String> keys = node.fieldNames();
    String separator = "";
    for (JsonNode child : node) {
      text.append(separator);
      newLine(depth + 1);
      key(keys);
      write(child, depth + 1);
      separator = ",";
    }
    newLine(depth);
    text.append(node.isObject() ? '}' : ']');
  }

  /** Lines with as many elements as they take. */
  private void filled(ArrayNode array, int depth) {
    text.append('[');
    newLine(depth + 1);
    for (int i = 0; i < array.size(); i++) {
      String element = scalar(array.get(i)) + (i < array.size() - 1 ? "," : "");
      if (i > 0 && column() + 1 + element.length() > LINE) {
        newLine(depth + 1);
      } else if (i > 0) {
        text.append(' ');
      }
      text.append(element);
    }
    newLine(depth);
    text.append(']');
  }

  private void key(Iterator<String> keys) {
    if (keys.hasNext()) {
      text.append(TextNode.valueOf(keys.next())).append(": ");
    }
  }

  private void newLine(int depth) {
    text.append('\n');
    lineStart = text.length();
    text.append("  ".repeat(depth));
  }

  private int column() {
    return text.length() - lineStart;
  }

  private static boolean isPlain(ArrayNode array) {
    for (JsonNode element : array) {
      if (element.isContainerNode()) {
        return false;
      }
    }
    return true;
  }

  /** How many of so many characters a node on one line leaves; negative if it needs more. */
  private static int room(JsonNode node, int left) {
    if (!node.isContainerNode()) {
      return left - scalar(node).length();
    }
    int rest = left - 2;
    Iterator<String> keys = node.fieldNames();
    for (Iterator<JsonNode> children = node.elements(); children.hasNext() && rest >= 0; ) {
      rest -= (keys.hasNext() ? keys.next().length() + 4 : 0) + 2;
      rest = room(children.next(), rest);
    }
    return rest;
  }

  private static String scalar(JsonNode node) {
    boolean number = !node.isFloatingPointNumber() || Double.isFinite(node.doubleValue());
    return number ? node.toString() : "null";
  }
}
