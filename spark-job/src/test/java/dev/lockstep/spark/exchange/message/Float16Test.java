package dev.lockstep.spark.exchange.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class Float16Test {
  private static final int INFINITY = 0x7C00;

  @Test
  void everyNumberComesBackAsItself() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      short half = (short) bits;
      float value = Float16.toFloat(half);
      if (!Float.isNaN(value)) {
        assertThat(Float16.of(value)).isEqualTo(half);
      } else {
        assertThat(bits & Short.MAX_VALUE).isGreaterThan(INFINITY);
        assertThat(Float16.toFloat(Float16.of(value))).isNaN();
      }
    }
  }

  @Test
  void knownNumbers() {
    assertThat(Float16.of(1f)).isEqualTo((short) 0x3C00);
    assertThat(Float16.of(-2f)).isEqualTo((short) 0xC000);
    assertThat(Float16.of(65504f)).isEqualTo((short) 0x7BFF);
    assertThat(Float16.of(65520f)).isEqualTo((short) INFINITY);
    assertThat(Float16.of(1e9f)).isEqualTo((short) INFINITY);
    assertThat(Float16.of(0x1p-24f)).isEqualTo((short) 1);
    assertThat(Float16.of(0x1p-25f)).as("a tie, to even").isEqualTo((short) 0);
    assertThat(Float16.toFloat((short) INFINITY)).isEqualTo(Float.POSITIVE_INFINITY);
  }

  @Test
  void theNearestNumberIsTaken() {
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      float x = (float) (random.nextGaussian() * Math.pow(2, random.nextInt(40) - 26));
      short half = Float16.of(x);
      double off = Math.abs((double) Float16.toFloat(half) - x);
      int magnitude = half & Short.MAX_VALUE;
      for (int neighbour : new int[] {Math.max(0, magnitude - 1), magnitude + 1}) {
        float other = Math.copySign(Float16.toFloat((short) neighbour), x);
        assertThat(off).as("%s", x).isLessThanOrEqualTo(Math.abs((double) other - x));
      }
    }
  }

  @Test
  void aChunkKeepsElevenBitsOfItsLargeNumbersAndTellsItsError() {
    Random random = new Random(2);
    for (float size : new float[] {1e-30f, 1e-6f, 1, 1e9f, 1e30f}) {
      float[] sent = new float[1000];
      for (int i = 0; i < sent.length; i++) {
        sent[i] = (float) random.nextGaussian() * size;
      }
      ByteBuffer frame = ByteBuffer.allocate(4000).order(ByteOrder.LITTLE_ENDIAN);
      Float16.put(sent, 0, sent.length, frame);
      CompressionError error = new CompressionError();
      float[] received = new float[sent.length];
      Float16.get(frame.flip(), received, 0, received.length, error);
      double squaredError = 0;
      double squaredNorm = 0;
      for (int i = 0; i < sent.length; i++) {
        squaredError += Math.pow((double) received[i] - sent[i], 2);
        squaredNorm += Math.pow(sent[i], 2);
      }
      double relative = Math.sqrt(squaredError / squaredNorm);
      assertThat(relative).isPositive().isLessThan(0x1p-11);
      assertThat(error.relative())
          .isCloseTo(relative, org.assertj.core.data.Percentage.withPercentage(0.1));
    }
  }
}
