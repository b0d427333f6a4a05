package dev.lockstep.spark.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClassBalanceTest {
  @Test
  void theLargestClassOfTheFirstSplitIsFirst() {
    Map<String, List<Double>> weights = new LinkedHashMap<>();
    weights.put("train", List.of(1.0, 2.0, 1.0));
    weights.put("dev", List.of(0.0, 0.0, 5.0));
    assertThat(ClassBalance.of("kind", List.of("a", "bb", "cccccc"), weights))
        .isEqualTo(
            """
            kind      train      dev
            bb       50.00%    0.00%
            a        25.00%    0.00%
            cccccc   25.00%  100.00%""");
  }

  @Test
  void manyClassesAreNotAllShown() {
    List<String> classes = IntStream.range(0, 50).mapToObj(Integer::toString).toList();
    Map<String, List<Double>> weights = Map.of("train", Collections.nCopies(50, 1.0));
    assertThat(ClassBalance.of("y", classes, weights).lines())
        .hasSize(22)
        .last()
        .isEqualTo("and 30 more");
  }
}
