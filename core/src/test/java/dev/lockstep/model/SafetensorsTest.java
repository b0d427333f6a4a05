package dev.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.linalg.Range;
import dev.lockstep.model.Safetensors.Contents;
import dev.lockstep.model.Safetensors.Source;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
  private static final String F32 = "\"dtype\":\"F32\"";

  /** A file with that header and so many bytes of data, 0, 1, 2, ... */
  static byte[] file(String header, int dataBytes) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = ByteBuffer.allocate(8 + text.length + dataBytes);
    file.order(ByteOrder.LITTLE_ENDIAN).putLong(text.length).put(text);
    for (int i = 0; i < dataBytes; i++) {
      file.put((byte) i);
    }
    return file.array();
  }

  private static byte[] write(List<NamedTensor> tensors, Map<String, String> metadata)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(out, tensors, metadata);
    return out.toByteArray();
  }

  /** Reads a file whose tensors are known, as that of a model is read. */
  static void readInto(byte[] file, List<NamedTensor> destinations) throws IOException {
    Source source = Source.of(file, "f");
    SafetensorsHeader header = Safetensors.readHeader(source);
    Map<String, List<Integer>> shapes = new HashMap<>();
    destinations.forEach(tensor -> shapes.put(tensor.name(), tensor.shape()));
    header.check(source.name(), shapes);
    Safetensors.readData(source, header, destinations);
  }

  private static Contents read(byte[] file) throws IOException {
    return Safetensors.read(Source.of(file, "m.safetensors"));
  }

  @Test
  void theBytesAreThoseOfTheFormat() throws IOException {
    NamedTensor tensor =
        new NamedTensor("w1", List.of(1, 2), new float[] {9, 1, -2.5f, 9}, new Range(1, 3));
    String header = "{\"w1\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]}}";
    assertThat(header).hasSize(57);
    String expected =
        "4000000000000000" // 64: the header's 57 bytes and 7 spaces
            + HexFormat.of().formatHex(header.getBytes(StandardCharsets.US_ASCII))
            + "20202020202020"
            + "0000803f" // 1.0
            + "000020c0"; // -2.5
    assertThat(HexFormat.of().formatHex(write(List.of(tensor), Map.of()))).isEqualTo(expected);
    NamedTensor read = read(HexFormat.of().parseHex(expected)).tensors().get(0);
    assertThat(read.toString()).isEqualTo("w1[1, 2]");
    assertThat(read.data()).containsExactly(1, -2.5f);
  }

  @Test
  void aSecondReaderReadsTheSame() throws IOException {
    List<NamedTensor> tensors = new ArrayList<>();
    float[] flat = new float[40_000];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (float) Math.sin(i);
    }
    tensors.add(new NamedTensor("0.weight", List.of(190, 200), flat, new Range(0, 38_000)));
    tensors.add(new NamedTensor("0.bias", List.of(200), flat, new Range(38_000, 38_200)));
    tensors.add(new NamedTensor("scalar", List.of(), new float[] {Float.MIN_VALUE}));
    tensors.add(new NamedTensor("none", List.of(3, 0), new float[0]));
    byte[] file = write(tensors, Map.of("format", "pt"));
    Map<String, float[]> second = PlainSafetensors.read(file);
    List<NamedTensor> first = read(file).tensors();
    assertThat(first).hasSameSizeAs(tensors);
    assertThat(second).hasSize(4).containsKeys("0.weight[190,200]", "scalar[]", "none[3,0]");
    for (NamedTensor tensor : first) {
      String key = tensor.name() + tensor.shape().toString().replace(" ", "");
      assertThat(tensor.data()).isEqualTo(second.get(key));
    }
    assertThat(second.get("0.bias[200]")).startsWith(flat[38_000], flat[38_001]);
  }

  @Test
  void theDataBeginAtAMultipleOfEight() throws IOException {
    for (String name = "a"; name.length() < 10; name += "b") {
      byte[] file = write(List.of(new NamedTensor(name, List.of(1), new float[1])), Map.of());
      assertThat((file.length - 4) % 8).isZero();
      assertThat(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong())
          .isEqualTo(file.length - 4 - 8);
    }
  }

  @Test
  void metadataAndNamesSurvive() throws IOException {
    Map<String, String> metadata = Map.of("format", "pt", "é\"\n", "\\");
    byte[] file = write(List.of(new NamedTensor("ü \"", List.of(1), new float[1])), metadata);
    assertThat(read(file).metadata()).isEqualTo(metadata);
    assertThat(read(file).tensors().get(0).name()).isEqualTo("ü \"");
    assertThat(read(write(List.of(), Map.of())).tensors()).isEmpty();
  }

  @Test
  void tensorsAreFoundInAnyOrder() throws IOException {
    NamedTensor a = new NamedTensor("a", List.of(2), new float[] {1, 2});
    NamedTensor b = new NamedTensor("b", List.of(1), new float[] {3});
    byte[] file = write(List.of(b, a), Map.of());
    float[] flat = new float[3];
    readInto(
        file,
        List.of(
            new NamedTensor("a", List.of(2), flat, new Range(0, 2)),
            new NamedTensor("b", List.of(1), flat, new Range(2, 3))));
    assertThat(flat).containsExactly(1, 2, 3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a:2 c:1 | c: unknown tensor; the network's are [a, b]",
        "a:2     | b: found no such tensor, expected one of shape [1]",
        "a:1 b:1 | a.shape: found [1], expected [2], as the network has it"
      })
  void otherTensorsThanExpectedAreRefused(String stored, String message) throws IOException {
    List<NamedTensor> tensors = new ArrayList<>();
    for (String tensor : stored.trim().split(" ", -1)) {
      int size = tensor.charAt(2) - '0';
      tensors.add(new NamedTensor(tensor.substring(0, 1), List.of(size), new float[size]));
    }
    List<NamedTensor> destinations =
        List.of(
            new NamedTensor("a", List.of(2), new float[2]),
            new NamedTensor("b", List.of(1), new float[1]));
    byte[] file = write(tensors, Map.of());
    assertThatThrownBy(() -> readInto(file, destinations))
        .isInstanceOf(CorruptModelException.class)
        .hasMessage("f: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]                                                | 0  | the first byte 91, expected '{'",
        "{\"a\":3}                                         | 0  | a: found 3, expected a JSON object",
        "{\"a\":{},\"a\":{}}                               | 0  | Duplicate",
        "{} {}                                             | 0  | not JSON",
        "{\"a\":                                           | 0  | not JSON",
        "{\"a\":{%,\"shape\":[1]}}                         | 4  | a.data_offsets: found no such key",
        "{\"a\":{%,\"shape\":1,\"data_offsets\":[0,4]}}    | 4  | a.shape: found 1",
        "{\"a\":{%,\"shape\":[-1],\"data_offsets\":[0,4]}} | 4  | a.shape: found [-1]",
        "{\"a\":{%,\"shape\":[1.0],\"data_offsets\":[0,4]}}| 4  | a.shape[0]: found 1.0",
        "{\"a\":{%,\"shape\":[1],\"data_offsets\":[0]}}    | 4  | a.data_offsets: found [0]",
        "{\"a\":{%,\"shape\":[1],\"data_offsets\":[4,0]}}  | 4  | a.data_offsets: found [4,0]",
        "{\"a\":{%,\"shape\":[1],\"data_offsets\":[-4,0]}} | 4  | a.data_offsets: found [-4,0]",
        "{\"a\":{%,\"shape\":[1],\"data_offsets\":[0,8]}}  | 8  | found [0,8], expected 4 bytes",
        "{\"a\":{%,\"shape\":[2],\"data_offsets\":[0,8]}}  | 4  | found 4 bytes of tensors, expected 8",
        "{\"a\":{%,\"shape\":[1],\"data_offsets\":[0,4]}}  | 5  | found 5 bytes of tensors, expected 4",
        "{\"a\":{%,\"shape\":[1],\"data_offsets\":[4,8]}}  | 8  | begins at 4, expected 0",
        "{\"a\":{%,\"shape\":[1],\"data_offsets\":[0,4],\"x\":1}}         | 4 | a.x: unknown key",
        "{\"a\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}} | 8 | a.dtype: found \"F64\"",
        "{\"a\":{%,\"shape\":[65536,65536],\"data_offsets\":[0,17179869184]}} | 4 | at most 2147483639",
        "{\"a\":{%,\"shape\":[65536,65536,65536,65536,0],\"data_offsets\":[0,0]}} | 0 | elements",
        "{\"__metadata__\":{\"k\":1}}                      | 0  | __metadata__.k: found 1",
        "{\"__metadata__\":\"pt\"}                         | 0  | __metadata__: found \"pt\"",
      })
  void whatTheFormatForbidsIsRefused(String header, int dataBytes, String message) {
    assertThatThrownBy(() -> read(file(header.replace("%", F32), dataBytes)))
        .isInstanceOf(CorruptModelException.class)
        .hasMessageStartingWith("m.safetensors: ")
        .hasMessageContaining(message);
  }

  @Test
  void overlappingTensorsAreRefused() {
    String tensor = String.format(Locale.ROOT, "{%s,\"shape\":[1],\"data_offsets\":[0,4]}", F32);
    String header = "{\"a\":" + tensor + ",\"b\":" + tensor + "}";
    assertThatThrownBy(() -> read(file(header, 4)))
        .hasMessageContaining("b.data_offsets: found a tensor that begins at 0, expected 4");
  }

  @Test
  void aHeaderLengthBeyondTheFileIsRefusedBeforeAnythingIsAllocated() {
    for (long length : new long[] {0, 1, 9, 100_000_001, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
      byte[] file = file("{}      ", 0);
      ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
      assertThatThrownBy(() -> read(file))
          .isInstanceOf(CorruptModelException.class)
          .hasMessageContaining("header length: found " + Long.toUnsignedString(length))
          .hasMessageContaining("2 to 8 in a file of 16 bytes");
    }
    byte[] huge = new byte[16];
    ByteBuffer.wrap(huge).order(ByteOrder.LITTLE_ENDIAN).putLong(100_000_001);
    assertThatThrownBy(
            () -> Safetensors.read(new Source(new ByteArrayInputStream(huge), 1L << 40, "f")))
        .hasMessageContaining("found 100000001, expected 2 to 100000000");
  }

  @Test
  void aStreamThatEndsBeforeItsLengthIsRefused() throws IOException {
    byte[] file = write(List.of(new NamedTensor("a", List.of(9), new float[9])), Map.of());
    for (int length = 0; length < file.length; length++) {
      ByteArrayInputStream in = new ByteArrayInputStream(file, 0, length);
      assertThatThrownBy(() -> Safetensors.read(new Source(in, file.length, "f")))
          .isInstanceOf(CorruptModelException.class);
    }
  }

  @Test
  void whatCannotBeWrittenIsRefused() {
    NamedTensor tensor = new NamedTensor("a", List.of(1), new float[1]);
    NamedTensor reserved = new NamedTensor("__metadata__", List.of(1), new float[1]);
    assertThatThrownBy(() -> write(List.of(tensor, tensor), Map.of())).hasMessageContaining("'a'");
    assertThatThrownBy(() -> write(List.of(reserved), Map.of())).hasMessageContaining("is taken");
    assertThatThrownBy(() -> new NamedTensor("a", List.of(2, 2), new float[3]))
        .hasMessage("the tensor a of shape [2, 2] has 4 elements; it is given 3 of an array of 3");
  }
}
