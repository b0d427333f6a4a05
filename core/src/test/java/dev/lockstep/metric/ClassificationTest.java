package dev.lockstep.metric;

import static dev.lockstep.metric.Examples.figure;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** MeanLoss, Accuracy, PrecisionRecall and ConfusionMatrix. */
class ClassificationTest {
  /** A few operations on counts that are exact in double. */
  private static final double ROUNDING = 0x1p-48;

  /** The weight of the examples of a true and a predicted class, by the definition. */
  private static double weight(Examples examples, int actual, int predicted) {
    double weight = 0;
    for (int i = 0; i < examples.count(); i++) {
      if (examples.targets[i] == actual && largest(examples, i) == predicted) {
        weight += examples.weights[i];
      }
    }
    return weight;
  }

  private static int largest(Examples examples, int row) {
    int width = examples.width;
    if (width == 1) {
      return examples.outputs[row] > 0.5 ? 1 : 0;
    }
    int best = 0;
    for (int c = 1; c < width; c++) {
      best = examples.outputs[row * width + c] > examples.outputs[row * width + best] ? c : best;
    }
    return best;
  }

  @Property(tries = 100)
  void lossIsTheMeanByWeight(@ForAll long seed, @ForAll @IntRange(min = 1, max = 100) int n) {
    Examples examples = Examples.binary(seed, n, 0);
    examples.weights[0] = 1;
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += examples.weights[i] * (1.0 + i);
    }
    assertThat(figure(examples.report(new MeanLoss()), "loss"))
        .isCloseTo(sum / examples.totalWeight(), within(ROUNDING * n));
  }

  @Property(tries = 100)
  void accuracyIsTheShareOfTheDiagonal(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 100) int n) {
    Examples examples = Examples.multiclass(seed, n, 4);
    examples.weights[0] = 1;
    double right = 0;
    for (int k = 0; k < 4; k++) {
      right += weight(examples, k, k);
    }
    MetricReport report = examples.report(new Accuracy());
    assertThat(figure(report, "accuracy"))
        .isCloseTo(right / examples.totalWeight(), within(ROUNDING));
    assertThat(figure(report, "error")).isCloseTo(1 - figure(report, "accuracy"), within(ROUNDING));
  }

  @Property(tries = 100)
  void precisionAndRecallFollowFromTheFourCounts(
      @ForAll long seed, @ForAll @IntRange(max = 100) int n) {
    Examples examples = Examples.binary(seed, n, -1);
    double tp = weight(examples, 1, 1);
    double precision = orZero(tp, tp + weight(examples, 0, 1));
    double recall = orZero(tp, tp + weight(examples, 1, 0));
    MetricReport report = examples.report(new PrecisionRecall());
    assertThat(figure(report, "precision")).isCloseTo(precision, within(ROUNDING));
    assertThat(figure(report, "recall")).isCloseTo(recall, within(ROUNDING));
    assertThat(figure(report, "f1"))
        .isCloseTo(orZero(2 * precision * recall, precision + recall), within(ROUNDING));
  }

  private static double orZero(double a, double b) {
    return b == 0 ? 0 : a / b;
  }

  @Property(tries = 50)
  void confusionCountsByTrueAndPredictedClass(
      @ForAll long seed,
      @ForAll @IntRange(max = 100) int n,
      @ForAll @IntRange(min = 2, max = 6) int classes) {
    Examples examples = Examples.multiclass(seed, n, classes);
    List<List<Double>> expected = new ArrayList<>();
    for (int k = 0; k < classes; k++) {
      int actual = k;
      expected.add(IntStream.range(0, classes).mapToObj(c -> weight(examples, actual, c)).toList());
    }
    List<String> names = names(classes);
    assertThat(examples.report(new ConfusionMatrix(names)).values().get("confusion"))
        .isEqualTo(
            Map.of(
                "classes", names, "rows", "actual", "columns", "predicted", "weights", expected));
  }

  private static List<String> names(int classes) {
    return IntStream.range(0, classes).mapToObj(c -> "class " + c).toList();
  }

  @Property(tries = 50)
  void figuresByClassAreThoseOfEachClassAgainstTheRest(
      @ForAll long seed, @ForAll @IntRange(max = 100) int n) {
    int classes = 4;
    Examples examples = Examples.multiclass(seed, n, classes);
    MetricReport report = examples.report(new ByClass(names(classes)));
    List<?> byClass = (List<?>) requireNonNull(report.values().get("by_class"));
    for (int k = 0; k < classes; k++) {
      MetricReport rest = oneAgainstTheRest(examples, k).report(new PrecisionRecall());
      Map<?, ?> figures = (Map<?, ?>) byClass.get(k);
      assertThat(figures.get("class")).isEqualTo("class " + k);
      assertThat(figures.get("precision")).isEqualTo(figure(rest, "precision"));
      assertThat(figures.get("recall")).isEqualTo(figure(rest, "recall"));
      assertThat(figures.get("f1")).isEqualTo(figure(rest, "f1"));
    }
  }

  @Property(tries = 50)
  void macroF1IsTheMeanOfEachClassAgainstTheRest(
      @ForAll long seed, @ForAll @IntRange(max = 100) int n) {
    int classes = 5;
    Examples examples = Examples.multiclass(seed, n, classes);
    double sum = 0;
    for (int k = 0; k < classes; k++) {
      sum += figure(oneAgainstTheRest(examples, k).report(new PrecisionRecall()), "f1");
    }
    assertThat(figure(examples.report(new ByClass(names(classes))), "macro_f1"))
        .isCloseTo(sum / classes, within(ROUNDING));
  }

  private static Examples oneAgainstTheRest(Examples examples, int k) {
    Examples binary = Examples.zeros(examples.count(), 1, 1);
    for (int i = 0; i < examples.count(); i++) {
      binary.outputs[i] = largest(examples, i) == k ? 1 : 0;
      binary.targets[i] = examples.targets[i] == k ? 1 : 0;
      binary.weights[i] = examples.weights[i];
    }
    return binary;
  }

  @Test
  void zeroOverZeroIsZeroAsInScikitLearn() {
    Examples nothingPredicted = Examples.zeros(2, 1, 1);
    nothingPredicted.weights[0] = 1;
    MetricReport report = nothingPredicted.report(new PrecisionRecall());
    assertThat(report.values().values()).containsExactly(0.0, 0.0, 0.0);
    Examples oneClassOfThree = Examples.zeros(1, 3, 1);
    oneClassOfThree.weights[0] = 2;
    assertThat(figure(oneClassOfThree.report(new ByClass(names(3))), "macro_f1"))
        .isEqualTo(1.0 / 3);
  }

  @Test
  void anEvenProbabilityIsClassZero() {
    Examples even = Examples.zeros(1, 2, 1);
    even.outputs[0] = 0.5f;
    even.outputs[1] = 0.5f;
    assertThat(Classes.predicted(even.batch().outputs(), 0)).isZero();
    Examples single = Examples.zeros(1, 1, 1);
    single.outputs[0] = 0.5f;
    assertThat(Classes.predicted(single.batch().outputs(), 0)).isZero();
  }

  @Test
  void aClassOutsideTheMatrixIsRefused() {
    Examples examples = Examples.zeros(1, 3, 1);
    examples.targets[0] = 3;
    assertThatThrownBy(() -> examples.report(new ConfusionMatrix(names(3))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("class 3 is none of the 3 of the metric");
  }
}
