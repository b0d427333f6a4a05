package dev.lockstep.linalg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.linalg.Randomness.Purpose;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RandomnessTest {
  @Test
  void everyArgumentTellsDrawsApart() {
    Set<Long> seeds = new HashSet<>();
    for (long seed = -3; seed <= 3; seed++) {
      for (Purpose purpose : Purpose.values()) {
        for (int epoch = 0; epoch < 30; epoch++) {
          for (int shard = 0; shard < 30; shard++) {
            seeds.add(Randomness.seed(seed, purpose, epoch, shard));
          }
        }
      }
    }
    assertThat(seeds).hasSize(7 * Purpose.values().length * 30 * 30);
  }

  /** A change here changes every trained model: these numbers must never change. */
  @Test
  void aSeedMeansTheSameForever() {
    assertThat(Randomness.seed(1, Purpose.INITIALIZATION, 0, 0)).isEqualTo(-4975740564890990785L);
    assertThat(Randomness.seed(42, Purpose.SHUFFLE, 3, 7)).isEqualTo(30650381469598495L);
    assertThat(Randomness.seed(-1, Purpose.SPLIT, 0, 0)).isEqualTo(436400085951462003L);
    assertThat(Randomness.seed(0, Purpose.SYNTHESIS, 1L << 40, -5)).isEqualTo(99812924109106557L);
  }

  @Test
  void mixingSpreadsEveryBit() {
    for (int bit = 0; bit < 64; bit++) {
      int flipped = 0;
      for (long z = 0; z < 1000; z++) {
        flipped += Long.bitCount(Randomness.mix(z) ^ Randomness.mix(z ^ (1L << bit)));
      }
      // 64,000 fair bits: 32,000 with deviation 126, and six of those.
      assertThat(flipped).as("bit %d", bit).isBetween(32_000 - 760, 32_000 + 760);
    }
  }
}
