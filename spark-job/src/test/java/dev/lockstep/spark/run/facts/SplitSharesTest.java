package dev.lockstep.spark.run.facts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.config.DataConfig.Fractions;
import dev.lockstep.train.Split;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitSharesTest {
  private static long examples(Split split) {
    return switch (split) {
      case TRAIN -> 607;
      case DEV -> 193;
      case TEST -> 200;
    };
  }

  @ParameterizedTest
  @CsvSource({"0.6, 0.2, 0.2", "0.98, 0.01, 0.01", "0.995, 0.004, 0.001"})
  void countsAndSharesAreToldBesideWhatWasAskedFor(double train, double dev, double test) {
    Fractions asked = new Fractions(List.of("t"), dev, test);
    assertThat(SplitShares.of(Optional.of(asked), SplitSharesTest::examples))
        .isEqualTo(
            Map.of(
                "train", Map.of("examples", 607L, "share", 0.607, "asked", train),
                "dev", Map.of("examples", 193L, "share", 0.193, "asked", dev),
                "test", Map.of("examples", 200L, "share", 0.2, "asked", test)));
  }

  @Test
  void ofTablesForEachSplitNothingWasAsked() {
    assertThat(SplitShares.of(Optional.empty(), SplitSharesTest::examples).get("dev"))
        .isEqualTo(Map.of("examples", 193L, "share", 0.193));
  }
}
