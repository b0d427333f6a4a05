package dev.lockstep.spark.run.facts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ImportanceRowsTest {
  @Test
  void asManyRowsAsASecondTakesAreEnoughUpToTenThousand() {
    assertThat(new ImportanceRows(1000, 20, 61, 1e5).of(1_000_000)).isEqualTo(10_000);
    assertThat(new ImportanceRows(1000, 20, 61, 1e5).of(700)).isEqualTo(700);
    assertThat(new ImportanceRows(8000, 20, 61, 1e5).of(1_000_000)).isEqualTo(8196); // 4e9 / 488e3
  }

  @Test
  void aLongTrainingAllowsForMore() {
    // 2% of 3 * 1e6 * 5e6 products are 3e11, of which a row takes 2e8.
    assertThat(new ImportanceRows(1_000_000, 20, 200, 5e6).of(1_000_000)).isEqualTo(1500);
    assertThat(new ImportanceRows(1_000_000, 20, 200, 5e7).of(1_000_000)).isEqualTo(10_000);
  }

  @Test
  void largeNetworksHaveAHundredRowsAndWideOnesWhatMemoryHolds() {
    assertThat(new ImportanceRows(100_000_000, 1000, 1000, 1000).of(1_000_000)).isEqualTo(100);
    assertThat(new ImportanceRows(1 << 26, 1 << 20, 6, 1000).of(1_000_000)).isEqualTo(16);
    assertThat(new ImportanceRows(1 << 30, 1 << 27, 6, 1000).of(1_000_000)).isEqualTo(1);
  }
}
