package dev.lockstep.spark.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.config.key.Key;
import dev.lockstep.spark.config.key.Registry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What of two runs differs is named with both values. */
final class DifferencesTest {
  @Test
  void eachKeyThatMayDifferIsOne() {
    assertThat(Registry.keys().map(Key::name)).containsAll(Differences.FREE);
  }

  /** They decide how bits travel; compression alone decides which. */
  @Test
  void howSumsTravelMayDiffer() {
    assertThat(
            Registry.keys()
                .map(Key::name)
                .filter(name -> name.startsWith("exchange."))
                .filter(name -> !Differences.FREE.contains(name)))
        .containsExactly("exchange.compression");
  }

  @Test
  void whatDiffersIsNamedWithBothValues() {
    Map<String, Object> before =
        Map.of("optimizer", Map.of("name", "adam", "beta1", 0.9), "output", Map.of("path", "a"));
    Map<String, Object> now =
        Map.of("optimizer", Map.of("name", "sgd"), "output", Map.of("path", "b"));
    assertThat(Differences.ofConfig(before, now))
        .containsExactly(
            "optimizer.beta1: found none, but the checkpoint has 0.9",
            "optimizer.name: found sgd, but the checkpoint has adam");
  }

  @Test
  void numbersAreTheSameWhateverHoldsThem() {
    Map<String, Object> before =
        Map.of("training", Map.of("seed", 1), "network", Map.of("hidden", List.of(1, 2)));
    Map<String, Object> now =
        Map.of("training", Map.of("seed", 1L), "network", Map.of("hidden", List.of(1L, 2L)));
    assertThat(Differences.ofConfig(before, now)).isEmpty();
  }

  @Test
  void aSplitThatIsNewOrGoneIsNamed() {
    assertThat(Differences.ofData(Map.of("train", "1", "dev", "2"), Map.of("train", "1")))
        .containsExactly("the digest of the rows of dev: found none, but the checkpoint has 2");
  }
}
