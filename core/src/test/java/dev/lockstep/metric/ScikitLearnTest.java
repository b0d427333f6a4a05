package dev.lockstep.metric;

import static dev.lockstep.metric.Examples.figure;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Figures that scikit-learn 1.2.1 gives for the same examples. They are repeated above each test in
 * NumPy; w is passed as sample_weight everywhere.
 */
class ScikitLearnTest {
  /** Fewer than 100 terms in double on either side. */
  private static final double ROUNDING = 1e-13;

  /**
   * A set of 50 examples.
   *
   * <pre>
   * i = np.arange(50)
   * p = (((i * 37) % 101 + 0.5) / 101).astype(np.float32)
   * y = ((i * 37) % 101 + (i * 53) % 89 > 95).astype(int)
   * w = (i % 5 + 1) / 2
   * </pre>
   */
  private static Examples binary() {
    Examples examples = Examples.zeros(50, 1, 1);
    for (int i = 0; i < 50; i++) {
      examples.outputs[i] = (float) (((i * 37) % 101 + 0.5) / 101);
      examples.targets[i] = (i * 37) % 101 + (i * 53) % 89 > 95 ? 1 : 0;
      examples.weights[i] = (i % 5 + 1) / 2f;
    }
    return examples;
  }

  /**
   * accuracy_score, precision_score, recall_score, f1_score of (y, p > .5); the areas of (y, p).
   */
  @Test
  void binaryFiguresAgree() {
    MetricReport report = binary().report(MetricSet.binary());
    assertFigure(report, "accuracy", 0.82);
    assertFigure(report, "error", 0.18);
    assertFigure(report, "precision", 0.7638888888888888);
    assertFigure(report, "recall", 0.8461538461538461);
    assertFigure(report, "f1", 0.802919708029197);
    assertFigure(report, "roc_auc", 0.9118552036199095);
    assertFigure(report, "pr_auc", 0.9107605899315925);
  }

  /** The same of p = (np.float32(8) * p).round() / 8: equal scores, 0, 0.5 and 1 among them. */
  @Test
  void binaryFiguresAgreeWhenScoresAreEqual() {
    Examples examples = binary();
    for (int i = 0; i < examples.count(); i++) {
      examples.outputs[i] = (float) Math.rint(8 * examples.outputs[i]) / 8;
    }
    MetricReport report = examples.report(MetricSet.binary());
    assertFigure(report, "accuracy", 0.8266666666666667);
    assertFigure(report, "precision", 0.7910447761194029);
    assertFigure(report, "recall", 0.8153846153846154);
    assertFigure(report, "f1", 0.803030303030303);
    assertFigure(report, "roc_auc", 0.9041628959276018);
    assertFigure(report, "pr_auc", 0.869302734870367);
  }

  /**
   * Five classes, of which the last never occurs.
   *
   * <pre>
   * i = np.arange(60)
   * c = np.arange(5)
   * s = ((i[:, None] * 31 + c * 17 + i[:, None] * c * 7) % 23) * (c != 4)
   * s[:, 3] += 3 * (i % 4 == 3)
   * y = (i * i + i // 7) % 4
   * w = i % 3 + 1.0
   * accuracy_score(y, s.argmax(1)), confusion_matrix(y, s.argmax(1), labels=range(5)),
   * f1_score(y, s.argmax(1), labels=range(5), average="macro")
   * </pre>
   */
  @Test
  void multiclassFiguresAgree() {
    Examples examples = Examples.zeros(60, 5, 1);
    for (int i = 0; i < 60; i++) {
      for (int c = 0; c < 4; c++) {
        int bonus = c == 3 && i % 4 == 3 ? 3 : 0;
        examples.outputs[5 * i + c] = (i * 31 + c * 17 + i * c * 7) % 23 + bonus;
      }
      examples.targets[i] = (i * i + i / 7) % 4;
      examples.weights[i] = i % 3 + 1;
    }
    MetricReport report = examples.report(MetricSet.multiclass(5));
    assertFigure(report, "accuracy", 0.2916666666666667);
    assertFigure(report, "macro_f1", 0.23329446830893313);
    Map<?, ?> confusion = (Map<?, ?>) requireNonNull(report.values().get("confusion"));
    assertThat(confusion.get("weights"))
        .isEqualTo(
            List.of(
                List.of(10.0, 11.0, 2.0, 12.0, 0.0),
                List.of(5.0, 7.0, 8.0, 8.0, 0.0),
                List.of(10.0, 6.0, 9.0, 8.0, 0.0),
                List.of(8.0, 4.0, 3.0, 9.0, 0.0),
                List.of(0.0, 0.0, 0.0, 0.0, 0.0)));
  }

  /**
   * Two outputs, one of them far from 0.
   *
   * <pre>
   * i = np.arange(40)
   * y = np.stack([1000 + ((i * 37) % 101) / 8, (i * i) % 17 - 8.0], 1)
   * q = y + np.stack([((i * 13) % 7 - 3) / 4, ((i * 5) % 11 - 5) / 2], 1)
   * w = (i % 5 + 1) / 2
   * mean_squared_error(y, q, squared=False), mean_absolute_error(y, q), r2_score(y, q)
   * </pre>
   */
  @Test
  void regressionFiguresAgree() {
    Examples examples = Examples.zeros(40, 2, 2);
    for (int i = 0; i < 40; i++) {
      examples.targets[2 * i] = 1000 + ((i * 37) % 101) / 8f;
      examples.targets[2 * i + 1] = (i * i) % 17 - 8;
      examples.outputs[2 * i] = examples.targets[2 * i] + ((i * 13) % 7 - 3) / 4f;
      examples.outputs[2 * i + 1] = examples.targets[2 * i + 1] + ((i * 5) % 11 - 5) / 2f;
      examples.weights[i] = (i % 5 + 1) / 2f;
    }
    MetricReport report =
        examples.report(MetricSet.regression(new double[] {1000, 0}, new double[] {1, 1}));
    assertFigure(report, "rmse", 1.0397176009556612);
    assertFigure(report, "mae", 0.8885416666666667);
    assertFigure(report, "r2", 0.9508344990420445);
  }

  private static void assertFigure(MetricReport report, String name, double expected) {
    assertThat(figure(report, name)).as(name).isCloseTo(expected, within(ROUNDING));
  }
}
