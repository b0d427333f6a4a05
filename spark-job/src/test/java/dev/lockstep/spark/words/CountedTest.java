package dev.lockstep.spark.words;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CountedTest {
  @Test
  void oneIsOne() {
    assertThat(Counted.of(1, "trial")).isEqualTo("1 trial");
    assertThat(Counted.of(0, "trial")).isEqualTo("0 trials");
    assertThat(Counted.of(1024, "class", "classes")).isEqualTo("1,024 classes");
  }
}
