package dev.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the two files of a model hold, they are refused or are the model, in little memory. */
class HostileModelTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int MUTATIONS = 1000;

  /** What reading allocates that this thread does; any exception passes through. */
  private static <T> T inAtMost(long megabytes, Callable<T> reading) throws Exception {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      return reading.call();
    } finally {
      long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
      assertThat(allocated).isLessThan(megabytes << 20);
    }
  }

  private static @Nullable Model readOrRefuse(ModelDirectory directory) throws Exception {
    return inAtMost(
        32,
        () -> {
          try {
            return ModelFiles.read(directory);
          } catch (CorruptModelException e) {
            assertThat(String.valueOf(e.getMessage()).lines()).hasSize(1);
            return null;
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.json", "model.safetensors"})
  void anyMutationOfAFileIsRefusedOrTheSameModel(String file) throws Exception {
    Model model = Models.model();
    MemoryDirectory directory = MemoryDirectory.of(model);
    byte[] original = directory.bytes(file);
    int refused = 0;
    for (int seed = 0; seed < MUTATIONS; seed++) {
      directory.put(file, Mutations.of(original, new SplittableRandom(seed)));
      Model read = readOrRefuse(directory);
      if (read == null) {
        refused++;
      } else {
        assertThat(ModelJson.write(read)).as("seed %d", seed).isEqualTo(ModelJson.write(model));
        assertThat(read.parameters()).as("seed %d", seed).isEqualTo(model.parameters());
      }
    }
    assertThat(refused).isGreaterThan(MUTATIONS / 2);
  }

  @Test
  void everyChangedDigitIsNoticed() throws Exception {
    for (String file : new String[] {"model.json", "model.safetensors"}) {
      MemoryDirectory directory = MemoryDirectory.of(Models.model());
      byte[] original = directory.bytes(file);
      int end = file.endsWith("json") ? original.length : headerEnd(original);
      for (int i = file.endsWith("json") ? 0 : Long.BYTES; i < end; i++) {
        if (original[i] >= '0' && original[i] <= '9') {
          byte[] changed = original.clone();
          changed[i] = (byte) (original[i] == '9' ? '8' : original[i] + 1);
          directory.put(file, changed);
          assertThat(readOrRefuse(directory)).as("%s, byte %d", file, i).isNull();
        }
      }
    }
  }

  private static int headerEnd(byte[] tensors) {
    return tensors.length - Models.model().parameters().length * Float.BYTES;
  }

  /** A file that repeats a text for ever, and claims a length. */
  private static ModelDirectory endless(MemoryDirectory other, String repeated, long length) {
    byte[] unit = repeated.getBytes(StandardCharsets.UTF_8);
    return new ModelDirectory() {
      @Override
      public long length(String name) throws IOException {
        return name.equals("model.json") ? length : other.length(name);
      }

      @Override
      public InputStream open(String name) throws IOException {
        return name.equals("model.json") ? repeating(unit) : other.open(name);
      }

      @Override
      public OutputStream create(String name) {
        return other.create(name);
      }

      @Override
      public String describe(String name) {
        return other.describe(name);
      }
    };
  }

  private static InputStream repeating(byte[] unit) {
    return new InputStream() {
      private int at;

      @Override
      public int read() {
        return unit[at++ % unit.length];
      }

      @Override
      public int read(byte[] bytes, int from, int length) {
        for (int i = 0; i < length; i++) {
          bytes[from + i] = (byte) read();
        }
        at %= unit.length;
        return length;
      }
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1073741824 | 1 | found 1073741824 bytes, expected a JSON object of at most 268435456",
        "200000000 | 1200 | not JSON: ",
      })
  void aLongDescriptionIsNotTakenIntoMemory(long length, int megabytes, String message)
      throws Exception {
    MemoryDirectory model = MemoryDirectory.of(Models.model());
    for (String repeated : new String[] {"[", "{\"a\":", " ", "[1,"}) {
      assertThatThrownBy(
              () -> inAtMost(megabytes, () -> ModelFiles.read(endless(model, repeated, length))))
          .isInstanceOf(CorruptModelException.class)
          .hasMessageContaining(message);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2000000 | not JSON: Token count (",
        "900000 | network.layers: found a list of 900005, expected at most 10000",
      })
  void aDescriptionOfManyLayersIsRefused(int layers, String message) throws Exception {
    MemoryDirectory directory = MemoryDirectory.of(Models.model());
    String text = directory.text("model.json");
    String list = "\"layers\": [" + "{\"kind\": \"relu\"}, ".repeat(layers) + "{";
    directory.put("model.json", text.replaceFirst("\"layers\": \\[\\s*\\{", list));
    assertThatThrownBy(() -> inAtMost(600, () -> ModelFiles.read(directory)))
        .isInstanceOf(CorruptModelException.class)
        .hasMessageContaining(message);
  }

  @Test
  void columnsCannotClaimMoreThanARowTogether() throws Exception {
    MemoryDirectory directory = MemoryDirectory.of(Models.model());
    StringBuilder columns = new StringBuilder("\"columns\": [");
    for (int i = 0; i < 10_000; i++) {
      columns.append("{\"name\": \"v").append(i).append("\", \"type\": \"vector\",");
      columns.append(" \"width\": 1000000}, ");
    }
    String text = directory.text("model.json");
    directory.put("model.json", text.replaceFirst("\"columns\": \\[", columns.toString()));
    assertThatThrownBy(() -> inAtMost(100, () -> ModelFiles.read(directory)))
        .isInstanceOf(CorruptModelException.class)
        .hasMessageContaining("features: the features have 2,000,000 elements together; at most");
  }

  @Test
  void nestingIsBounded() throws IOException {
    MemoryDirectory directory = MemoryDirectory.of(Models.model());
    directory.put("model.json", "{\"a\": ".repeat(5000));
    assertThatThrownBy(() -> ModelFiles.read(directory))
        .isInstanceOf(CorruptModelException.class)
        .hasMessageContaining("not JSON: Document nesting depth (101) exceeds");
  }

  @ParameterizedTest
  @ValueSource(longs = {1L << 60, -1, Long.MIN_VALUE, 100_000_001, 1, 0})
  void aHeaderLengthBeyondTheFileIsRefused(long length) throws IOException {
    MemoryDirectory directory = MemoryDirectory.of(Models.model());
    byte[] tensors = directory.bytes("model.safetensors").clone();
    ByteBuffer.wrap(tensors).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);
    directory.put("model.safetensors", tensors);
    assertThatThrownBy(() -> inAtMost(8, () -> ModelFiles.read(directory)))
        .isInstanceOf(CorruptModelException.class)
        .hasMessageContaining("header length: found " + Long.toUnsignedString(length));
  }

  @Test
  void overlappingTensorsAreRefused() throws IOException {
    MemoryDirectory directory = MemoryDirectory.of(Models.model());
    byte[] tensors = directory.bytes("model.safetensors");
    String text = new String(tensors, StandardCharsets.ISO_8859_1);
    String moved = text.replace("\"data_offsets\":[180,200]", "\"data_offsets\":[160,180]");
    assertThat(moved).isNotEqualTo(text);
    directory.put("model.safetensors", moved.getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> ModelFiles.read(directory))
        .isInstanceOf(CorruptModelException.class)
        .hasMessageContaining("data_offsets: found a tensor that begins at 160, expected 180");
    assertThat(Arrays.equals(tensors, directory.bytes("model.safetensors"))).isFalse();
  }
}
