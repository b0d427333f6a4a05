package dev.lockstep.spark.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.metric.Figure;
import dev.lockstep.metric.Measure;
import dev.lockstep.metric.MetricReport;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfusionTableTest {
  private static MetricReport figures(List<String> classes, List<List<Double>> weights) {
    return report(new Figure.Confusion(classes, weights));
  }

  private static MetricReport report(Figure figure) {
    return new MetricReport(List.of(figure), Optional.empty());
  }

  @Test
  void columnsLineUpUnderTheNamesOfTheClasses() {
    assertThat(
            ConfusionTable.of(
                "confusion on test",
                figures(List.of("no", "yes"), List.of(List.of(11321.0, 7.0), List.of(0.25, 12.0)))))
        .isEqualTo(
            """
              confusion on test: rows are actual classes, columns predicted ones
                                    no     yes
                            no  11,321       7
                           yes    0.25      12
            """);
  }

  @Test
  void namesAreOneLineAndShort() {
    String table =
        ConfusionTable.of(
            "confusion",
            figures(
                List.of("a\nb", "a name of very many letters"),
                List.of(List.of(1.0, 2.0), List.of(3.0, 4.0))));
    assertThat(table).contains("a?b", "a name of very ~").doesNotContain("letters");
    assertThat(table.lines()).hasSize(4);
  }

  @Test
  void manyClassesAndRegressionsHaveNoTable() {
    List<String> classes = Collections.nCopies(11, "k");
    List<List<Double>> rows = Collections.nCopies(11, Collections.nCopies(11, 1.0));
    assertThat(ConfusionTable.of("confusion", figures(classes, rows))).isEmpty();
    assertThat(ConfusionTable.of("confusion", report(new Figure.Single(Measure.RMSE, 1))))
        .isEmpty();
  }
}
