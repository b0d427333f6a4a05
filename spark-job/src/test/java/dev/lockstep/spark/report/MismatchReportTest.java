package dev.lockstep.spark.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.diagnosis.Shift;
import dev.lockstep.diagnosis.Shift.Measure;
import dev.lockstep.spark.table.compare.FeatureShift;
import dev.lockstep.spark.table.compare.Mismatch;
import dev.lockstep.spark.table.compare.UnseenRows;
import dev.lockstep.train.Split;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MismatchReportTest {
  private static FeatureShift shift(String feature, double psi) {
    Shift measure = new Shift(Measure.PSI, psi, 0.02);
    return new FeatureShift(feature, Split.TRAIN, Split.DEV, List.of(measure));
  }

  @Test
  void theWorstFeaturesComeFirstAndAllAreCounted() {
    Mismatch found =
        new Mismatch(
            Map.of(Split.TRAIN, 8000, Split.DEV, 500),
            List.of(shift("a", 0.01), shift("b", 0.3), shift("c", 0.2)));
    Map<String, Object> values = MismatchReport.of(found);
    assertThat(values)
        .containsEntry("compared_rows", Map.of("train", 8000, "dev", 500))
        .containsEntry("comparisons", 3)
        .containsEntry("fine", 1L)
        .containsEntry("moderate", 1L)
        .containsEntry("shifted", 1L);
    List<?> worst = (List<?>) values.get("worst");
    assertThat(worst).hasSize(3);
    assertThat(worst.get(0))
        .isEqualTo(
            Map.of(
                "feature",
                "b",
                "splits",
                List.of("train", "dev"),
                "level",
                "shifted",
                "psi",
                0.3,
                "psi_by_chance",
                0.02));
  }

  @Test
  void unseenCategoriesAreToldBySplitAndColumn() {
    assertThat(
            MismatchReport.unseen(
                Map.of(
                    Split.TRAIN,
                    List.of(),
                    Split.DEV,
                    List.of(new UnseenRows("a", 2, 10), new UnseenRows("b", 1, 10)))))
        .isEqualTo(Map.of("train", Map.of(), "dev", Map.of("a", 2L, "b", 1L)));
  }
}
