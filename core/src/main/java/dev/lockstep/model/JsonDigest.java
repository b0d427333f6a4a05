package dev.lockstep.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Map;
import java.util.TreeMap;

/**
 * The SHA-256 of what a JSON tree says: of its values, each with its kind and length before it, and
 * the keys of an object in ascending order. Layout, order of keys and ways to write the same double
 * make no difference.
 */
final class JsonDigest {
  private final DataOutputStream out;

  private JsonDigest(DataOutputStream out) {
    this.out = out;
  }

  /** In hexadecimal, of a tree as {@link Json} parses it. */
  static String sha256(JsonNode tree) {
    try {
      MessageDigest digest = Sha256.begin();
      try (var out =
          new DataOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), digest))) {
        new JsonDigest(out).write(tree);
      }
      return Sha256.hex(digest);
    } catch (IOException e) {
      throw new UncheckedIOException("a null stream does not fail", e);
    }
  }

  private void write(JsonNode node) throws IOException {
    switch (node.getNodeType()) {
      case OBJECT -> object(node);
      case ARRAY -> array(node);
      case STRING -> text('s', node.textValue());
      case NUMBER -> number(node);
      default -> text('c', node.asText()); // true, false, null
    }
  }

  private void object(JsonNode node) throws IOException {
    out.writeByte('o');
    out.writeInt(node.size());
    Map<String, JsonNode> sorted = new TreeMap<>();
    node.properties().forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
    for (Map.Entry<String, JsonNode> entry : sorted.entrySet()) {
      text('k', entry.getKey());
      write(entry.getValue());
    }
  }

  private void array(JsonNode node) throws IOException {
    out.writeByte('a');
    out.writeInt(node.size());
    for (JsonNode element : node) {
      write(element);
    }
  }

  private void number(JsonNode node) throws IOException {
    if (node.isIntegralNumber()) {
      text('i', node.bigIntegerValue().toString());
    } else {
      out.writeByte('d');
      out.writeDouble(node.doubleValue());
    }
  }

  private void text(char kind, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeByte(kind);
    out.writeInt(bytes.length);
    out.write(bytes);
  }
}
