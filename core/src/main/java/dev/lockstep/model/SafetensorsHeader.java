package dev.lockstep.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.nn.Network;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The JSON header of a safetensors file: {name: {dtype, shape, data_offsets}, "__metadata__":
 * {...}}.
 *
 * @param entries the tensors, in the order of their bytes, which follow each other without a hole
 */
record SafetensorsHeader(List<Entry> entries, Map<String, String> metadata) {
  /** The format's own limit. */
  static final long MAX_BYTES = 100_000_000;

  private static final String METADATA = "__metadata__";
  private static final String DTYPE = "F32";

  /** One tensor; its bytes are those from begin to end of the data. */
  record Entry(String name, List<Integer> shape, long begin, long end) {
    int elements() {
      return (int) ((end - begin) / Float.BYTES);
    }
  }

  /** The header of these tensors, padded with spaces so that 8 + its length divides by 8. */
  static byte[] format(List<NamedTensor> tensors, Map<String, String> metadata) {
    ObjectNode json = Json.object();
    if (!metadata.isEmpty()) {
      ObjectNode map = json.putObject(METADATA);
      metadata.forEach(map::put);
    }
    long offset = 0;
    for (NamedTensor tensor : tensors) {
      if (json.has(tensor.name()) || tensor.name().equals(METADATA)) {
        throw new IllegalArgumentException(
            "the name '" + tensor.name() + "' is taken; each tensor needs one of its own");
      }
      long end = offset + (long) tensor.range().length() * Float.BYTES;
      ObjectNode entry = json.putObject(tensor.name()).put("dtype", DTYPE);
      tensor.shape().forEach(entry.putArray("shape")::add);
      entry.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    byte[] text = json.toString().getBytes(StandardCharsets.UTF_8);
    byte[] header = Arrays.copyOf(text, Math.addExact(text.length, 7) / 8 * 8);
    Arrays.fill(header, text.length, header.length, (byte) ' ');
    if (header.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the header would have %,d bytes; safetensors allows %,d",
              header.length,
              MAX_BYTES));
    }
    return header;
  }

  /** Checks and understands a header; its length and the source's give that of the data. */
  static SafetensorsHeader parse(byte[] header, Safetensors.Source source) throws IOException {
    if (header[0] != '{') {
      throw CorruptModelException.found(
          source.name(), "header", "the first byte " + header[0], "'{'");
    }
    return Json.parse(new ByteArrayInputStream(header), source.name())
        .read(
            json -> {
              List<Entry> entries = new ArrayList<>();
              for (String name : json.keys()) {
                if (!name.equals(METADATA)) {
                  entries.add(json.object(name).read(tensor -> entry(name, tensor)));
                }
              }
              entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
              checkOffsets(entries, source, source.length() - Long.BYTES - header.length);
              return new SafetensorsHeader(List.copyOf(entries), metadata(json));
            });
  }

  private static Map<String, String> metadata(JsonObject json) {
    if (!json.has(METADATA)) {
      return Map.of();
    }
    return json.object(METADATA)
        .read(
            map -> {
              Map<String, String> metadata = new LinkedHashMap<>();
              map.keys().forEach(key -> metadata.put(key, map.text(key)));
              return metadata;
            });
  }

  private static Entry entry(String name, JsonObject json) {
    if (!json.text("dtype").equals(DTYPE)) {
      throw json.wrong("dtype", DTYPE + ", the only type that Lockstep writes");
    }
    List<Long> offsets = json.integers("data_offsets");
    if (offsets.size() != 2 || offsets.get(0) < 0 || offsets.get(0) > offsets.get(1)) {
      throw json.wrong("data_offsets", "[begin, end] with 0 <= begin <= end");
    }
    List<Long> sizes = json.integers("shape");
    if (sizes.stream().anyMatch(size -> size < 0 || size > Integer.MAX_VALUE)) {
      throw json.wrong("shape", "sizes from 0 to " + Integer.MAX_VALUE);
    }
    List<Integer> shape = sizes.stream().map(Long::intValue).toList();
    long bytes = offsets.get(1) - offsets.get(0);
    if (bytes != bytes(json, shape)) {
      throw json.wrong("data_offsets", bytes(json, shape) + " bytes for the shape " + shape);
    }
    return new Entry(name, shape, offsets.get(0), offsets.get(1));
  }

  private static long bytes(JsonObject json, List<Integer> shape) {
    long elements;
    try {
      elements = NamedTensor.elements(shape);
    } catch (ArithmeticException e) {
      elements = Long.MAX_VALUE;
    }
    if (elements > Network.MAX_PARAMETERS) {
      throw json.wrong("shape", "at most " + Network.MAX_PARAMETERS + " elements");
    }
    return elements * Float.BYTES;
  }

  private static void checkOffsets(List<Entry> entries, Safetensors.Source source, long length) {
    long end = 0;
    for (Entry entry : entries) {
      if (entry.begin() != end) {
        throw CorruptModelException.found(
            source.name(),
            entry.name() + ".data_offsets",
            "a tensor that begins at " + entry.begin(),
            end + ", where the tensor before it ends");
      }
      end = entry.end();
    }
    if (end != length) {
      throw CorruptModelException.found(
          source.name(), "file", length + " bytes of tensors", end + ", where the last one ends");
    }
  }

  /** Throws CorruptModelException unless the tensors are exactly those of the given shapes. */
  void check(String file, Map<String, List<Integer>> shapes) {
    for (Entry entry : entries) {
      List<Integer> shape = shapes.get(entry.name());
      if (shape == null) {
        throw new CorruptModelException(
            file,
            entry.name(),
            "unknown tensor; the network's are " + Json.shorten(shapes.keySet().toString()));
      }
      if (!shape.equals(entry.shape())) {
        throw CorruptModelException.found(
            file, entry.name() + ".shape", entry.shape(), shape + ", as the network has it");
      }
    }
    Set<String> names = entries.stream().map(Entry::name).collect(Collectors.toSet());
    for (Map.Entry<String, List<Integer>> expected : shapes.entrySet()) {
      if (!names.contains(expected.getKey())) {
        throw CorruptModelException.found(
            file, expected.getKey(), "no such tensor", "one of shape " + expected.getValue());
      }
    }
  }
}
