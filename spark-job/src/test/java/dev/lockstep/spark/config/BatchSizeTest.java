package dev.lockstep.spark.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.spark.config.BatchSize.Auto;
import dev.lockstep.spark.config.BatchSize.Count;
import dev.lockstep.spark.config.BatchSize.Full;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchSizeTest {
  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "1999, 1999",
    "2000, 2000",
    "2001, 16",
    "3199, 16",
    "3200, 32",
    "25000, 128",
    "102399, 512",
    "102400, 1024",
    "5000000000, 1024"
  })
  void autoTakesAllOfFewExamplesAndOtherwiseAPowerOfTwo(long examples, int size) {
    assertThat(new Auto().of(examples)).isEqualTo(size);
    assertThat(examples <= 2000 || (examples + size - 1) / size >= 100).isTrue();
  }

  @Test
  void fullIsAllAndACountIsItself() {
    assertThat(new Full().of(123_456)).isEqualTo(123_456);
    assertThat(new Count(1).of(123_456)).isEqualTo(1);
    assertThat(new Count(1000).of(10)).isEqualTo(1000);
  }

  @Test
  void aMiniBatchThatIsTooLargeToCountIsRefused() {
    assertThat(new Full().of(Integer.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
    assertThatThrownBy(() -> new Full().of(3_000_000_000L))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "training.batch_size: found full, for 3,000,000,000 examples; allowed: full up to"
                + " 2,147,483,647 of them, auto, or a number");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Count(0))
        .withMessage("batch_size must be at least 1, not 0");
  }
}
