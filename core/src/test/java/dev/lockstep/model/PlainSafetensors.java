package dev.lockstep.model;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A second reader of safetensors files, as plain as can be: for well-formed files without spaces.
 */
final class PlainSafetensors {
  private static final Pattern TENSOR =
      Pattern.compile(
          "\"([^\"]*)\":\\{\"dtype\":\"F32\",\"shape\":(\\[[0-9,]*\\]),"
              + "\"data_offsets\":\\[(\\d+),(\\d+)\\]\\}");

  private PlainSafetensors() {}

  /** From "name[shape]" to the elements. */
  static Map<String, float[]> read(byte[] file) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(file));
    byte[] header = new byte[(int) Long.reverseBytes(in.readLong())];
    in.readFully(header);
    byte[] data = in.readAllBytes();
    Map<String, float[]> tensors = new TreeMap<>();
    Matcher matcher = TENSOR.matcher(new String(header, StandardCharsets.UTF_8));
    while (matcher.find()) {
      int from = Integer.parseInt(matcher.group(3));
      int to = Integer.parseInt(matcher.group(4));
      tensors.put(matcher.group(1) + matcher.group(2), floats(Arrays.copyOfRange(data, from, to)));
    }
    return tensors;
  }

  private static float[] floats(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    float[] floats = new float[bytes.length / 4];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = Float.intBitsToFloat(Integer.reverseBytes(in.readInt()));
    }
    return floats;
  }
}
