package dev.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.linalg.Range;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParameterDigestTest {
  @Test
  void theDigestIsThatOfTheLittleEndianBytes() {
    // printf '\x00\x00\x80\x3f\x00\x00\x00\xc0' | sha256sum
    assertThat(ParameterDigest.sha256(new float[] {1, -2}))
        .isEqualTo("ee4ac73c2bd27756ab82780f27c73a7bc4d3f0bb6acb37e008bc27eccd7e588b");
    assertThat(ParameterDigest.sha256(new float[0]))
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16383, 16384, 16385, 50_000})
  void bulkConversionIsConversionOneByOne(int length) throws IOException {
    Random random = new Random(length);
    float[] data = new float[length + 5];
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    for (int i = 0; i < data.length; i++) {
      data[i] = Float.intBitsToFloat(random.nextInt() & 0xBFFFFFFF);
      if (i >= 3 && i < 3 + length) {
        int bits = Float.floatToRawIntBits(data[i]);
        for (int shift = 0; shift < 32; shift += 8) {
          expected.write(bits >>> shift);
        }
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Range range = new Range(3, 3 + length);
    FloatBytes.write(data, range, bytes);
    assertThat(bytes.toByteArray()).isEqualTo(expected.toByteArray());
    float[] back = data.clone();
    Arrays.fill(back, 3, 3 + length, 0);
    FloatBytes.read(new ByteArrayInputStream(bytes.toByteArray()), back, range);
    assertThat(back).isEqualTo(data);
  }
}
