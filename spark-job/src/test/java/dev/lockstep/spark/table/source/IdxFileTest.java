package dev.lockstep.spark.table.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.spark.table.BadDataException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxFileTest {
  @TempDir private Path directory = Path.of("");

  /** Two images of 2 x 3. */
  private static byte[] images() {
    ByteBuffer bytes = ByteBuffer.allocate(28).putInt(0x0803).putInt(2).putInt(2).putInt(3);
    for (int i = 0; i < 12; i++) {
      bytes.put((byte) (i * 20));
    }
    return bytes.array();
  }

  private static byte[] gzipped(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private IdxFile read(byte[] bytes) throws IOException {
    Path file = Files.write(directory.resolve("images"), bytes);
    return IdxFile.read(file.toString(), new Configuration());
  }

  private static void assertImages(IdxFile file) {
    assertThat(file.items()).isEqualTo(2);
    assertThat(file.item(0)).containsExactly(0, 20, 40, 60, 80, 100);
    assertThat(file.item(1)).containsExactly(120, 140, 160, 180, 200, 220);
  }

  @Test
  void plainAndGzippedFilesHoldTheSame() throws IOException {
    assertImages(read(images()));
    assertImages(read(gzipped(images())));
  }

  @Test
  void oneDimensionHoldsItemsOfOneNumber() throws IOException {
    IdxFile labels = read(new byte[] {0, 0, 8, 1, 0, 0, 0, 2, 7, (byte) 255});
    assertThat(labels.items()).isEqualTo(2);
    assertThat(labels.item(1)).containsExactly(255);
  }

  private void assertBad(byte[] bytes, String message) {
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(BadDataException.class)
        .hasMessage(directory.resolve("images") + message);
  }

  @Test
  void aFileThatEndsEarlyIsTold() {
    assertBad(
        Arrays.copyOf(images(), 20),
        " ends after 4 of the 12 bytes that its header [2, 2, 3] announces");
  }

  @Test
  void aHeaderThatEndsEarlyIsTold() {
    for (int length = 0; length < 16; length++) {
      assertBad(Arrays.copyOf(images(), length), " is no complete IDX file");
    }
  }

  @Test
  void damagedGzipIsTold() throws IOException {
    byte[] whole = gzipped(images());
    assertBad(Arrays.copyOf(whole, whole.length / 2), " is no complete IDX file");
    byte[] damaged = whole.clone();
    damaged[2] = 99;
    assertBad(damaged, " is no complete IDX file");
  }

  @Test
  void anotherFormatIsTold() {
    byte[] floats = images();
    floats[2] = 0x0D;
    assertBad(floats, " begins with 00000d03; an IDX file of unsigned bytes begins with 000008");
  }

  @Test
  void dimensionsMustNotBeNegative() {
    byte[] negative = images();
    negative[8] = (byte) 0x80;
    assertBad(
        negative, " announces -2147483646 elements in dimension 1; an IDX file has at least 0");
  }

  @Test
  void moreElementsThanFitInMemoryAreTold() {
    byte[] huge = images();
    huge[4] = 0x7F;
    huge[8] = 0x7F;
    huge[12] = 0x7F;
    assertBad(huge, " is no complete IDX file");
  }
}
