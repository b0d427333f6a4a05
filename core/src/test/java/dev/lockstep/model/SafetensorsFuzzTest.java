package dev.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.lockstep.linalg.Range;
import dev.lockstep.model.Safetensors.Source;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/** Whatever happens to a file, it is refused or read as it was, without taking memory. */
class SafetensorsFuzzTest {
  private static final float[] DATA = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  private static final long MOST_ALLOCATED = 8 << 20;

  private static List<NamedTensor> tensors(float[] data) {
    return List.of(
        new NamedTensor("0.weight", List.of(3, 2), data, new Range(0, 6)),
        new NamedTensor("0.bias", List.of(3), data, new Range(6, 9)));
  }

  private static byte[] file() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(out, tensors(DATA), Map.of());
    return out.toByteArray();
  }

  /** What is read from the file, null if it is refused; any other exception passes through. */
  private static float @Nullable [] readOrRefuse(byte[] file) throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    float[] data = new float[DATA.length];
    try {
      Safetensors.read(Source.of(file, "f"));
      SafetensorsTest.readInto(file, tensors(data));
      return data;
    } catch (CorruptModelException e) {
      return null;
    } finally {
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertThat(allocated).isLessThan(MOST_ALLOCATED);
    }
  }

  @Example
  void everyTruncationIsRefused() throws IOException {
    byte[] file = file();
    assertThat(readOrRefuse(file)).isEqualTo(DATA);
    for (int length = 0; length < file.length; length++) {
      assertThat(readOrRefuse(Arrays.copyOf(file, length))).isNull();
    }
    assertThat(readOrRefuse(Arrays.copyOf(file, file.length + 1))).isNull();
  }

  @Example
  void everyFlippedBitOfTheHeaderIsRefusedOrHarmless() throws IOException {
    byte[] file = file();
    int header = file.length - DATA.length * Float.BYTES;
    for (int bit = 0; bit < 8 * header; bit++) {
      file[bit / 8] ^= (byte) (1 << bit % 8);
      float[] read = readOrRefuse(file);
      assertThat(read == null || Arrays.equals(read, DATA)).as("bit %d", bit).isTrue();
      file[bit / 8] ^= (byte) (1 << bit % 8);
    }
  }

  @Property(tries = 2000)
  void severalChangedBytesAreRefusedOrHarmless(
      @ForAll @Size(min = 1, max = 8) List<@IntRange(max = 150) Integer> places,
      @ForAll @Size(8) byte[] values)
      throws IOException {
    byte[] file = file();
    int header = file.length - DATA.length * Float.BYTES;
    for (int i = 0; i < places.size(); i++) {
      file[places.get(i) % header] = values[i];
    }
    float[] read = readOrRefuse(file);
    assertThat(read == null || Arrays.equals(read, DATA)).isTrue();
  }

  @Property(tries = 2000)
  void anyHeaderIsRefusedOrRead(@ForAll("headers") String header, @ForAll @IntRange(max = 40) int n)
      throws IOException {
    byte[] file = SafetensorsTest.file(header, n);
    assertThat(readOrRefuse(file)).isNull();
  }

  /** Fragments of headers in any order. */
  @Provide
  Arbitrary<String> headers() {
    return Arbitraries.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "0",
            "4",
            "-1",
            "1e999",
            "9999999999999999999999",
            "2147483647",
            "\"a\"",
            "\"a\":{\"dtype\":\"F32\",\"shape\":",
            "\"data_offsets\":",
            "[1],",
            "[0,4]",
            "}",
            "null",
            "\"__metadata__\":",
            "{\"k\":\"v\"}",
            "\u0000",
            " ")
        .list()
        .ofMaxSize(12)
        .map(parts -> "{" + String.join("", parts) + "}");
  }

  @Example
  void deepNestingIsRefused() {
    String deep = "{\"a\":" + "[".repeat(500_000);
    byte[] file = SafetensorsTest.file(deep, 0);
    assertThatThrownBy(() -> Safetensors.read(Source.of(file, "f")))
        .isInstanceOf(CorruptModelException.class);
  }

  @Example
  void aHeaderThatIsNoUtf8IsRefused() {
    byte[] file = SafetensorsTest.file("{\"a\":\"??\"}", 0);
    int at = new String(file, StandardCharsets.ISO_8859_1).indexOf('?');
    file[at] = (byte) 0xC3;
    assertThatThrownBy(() -> Safetensors.read(Source.of(file, "f")))
        .isInstanceOf(CorruptModelException.class)
        .hasMessageContaining("no UTF-8");
  }
}
