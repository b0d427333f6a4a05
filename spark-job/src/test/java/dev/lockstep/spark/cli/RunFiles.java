package dev.lockstep.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads what a run leaves behind with none of the product's own code. */
public final class RunFiles {
  private static final ObjectMapper JSON = new ObjectMapper();

  private RunFiles() {}

  /** All regular files below a directory by their relative paths, sorted; none if it is absent. */
  public static List<String> files(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile)
          .map(file -> directory.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  /** What a directory holds, hidden entries included. */
  public static List<String> entries(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  public static JsonNode report(Path run) throws IOException {
    return JSON.readTree(Files.readString(run.resolve("report.json")));
  }

  /** Each line of metrics.jsonl. */
  static List<JsonNode> metrics(Path run) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  /** Losses of all step lines. */
  public static List<Double> stepLosses(Path run) throws IOException {
    return metrics(run).stream()
        .filter(line -> line.path("event").asText().equals("step"))
        .map(line -> line.path("loss").asDouble())
        .toList();
  }

  /** The tensors of a safetensors file: the shape of each by name, in the order of their data. */
  static Map<String, List<Integer>> shapes(Path file) throws IOException {
    JsonNode header = header(Files.readAllBytes(file));
    Map<Long, String> names = new java.util.TreeMap<>();
    header
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!name.equals("__metadata__")) {
                assertThat(header.path(name).path("dtype").asText()).isEqualTo("F32");
                names.put(header.path(name).path("data_offsets").path(0).asLong(), name);
              }
            });
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    for (String name : names.values()) {
      List<Integer> shape = new ArrayList<>();
      header.path(name).path("shape").forEach(size -> shape.add(size.asInt()));
      shapes.put(name, shape);
    }
    return shapes;
  }

  /** SHA-256 of the bytes after the header of a safetensors file. */
  public static String sha256(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    byte[] data = Arrays.copyOfRange(bytes, 8 + headerLength(bytes), bytes.length);
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(data));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode header(byte[] bytes) throws IOException {
    return JSON.readTree(new String(bytes, 8, headerLength(bytes), StandardCharsets.UTF_8));
  }

  private static int headerLength(byte[] bytes) {
    return (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }
}
