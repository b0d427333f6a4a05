package dev.lockstep.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.linalg.Matrix;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MetricSetTest {
  /** The sets, each with examples it is for. */
  enum Kind {
    SIGMOID {
      @Override
      MetricSet metrics() {
        return MetricSet.binary();
      }

      @Override
      Examples examples(long seed, int n) {
        return Examples.binary(seed, n, 0);
      }
    },
    TWO_SOFTMAX {
      @Override
      MetricSet metrics() {
        return MetricSet.binary();
      }

      @Override
      Examples examples(long seed, int n) {
        return Examples.binary(seed, n, -2).asSoftmax();
      }
    },
    MULTICLASS {
      @Override
      MetricSet metrics() {
        return MetricSet.multiclass(5);
      }

      @Override
      Examples examples(long seed, int n) {
        return Examples.multiclass(seed, n, 5);
      }
    },
    MANY_CLASSES {
      @Override
      MetricSet metrics() {
        return MetricSet.multiclass(201);
      }

      @Override
      Examples examples(long seed, int n) {
        return Examples.multiclass(seed, n, 201);
      }
    },
    REGRESSION {
      @Override
      MetricSet metrics() {
        return MetricSet.regression(2);
      }

      @Override
      Examples examples(long seed, int n) {
        return Examples.regression(seed, n, 2, 3);
      }
    };

    abstract MetricSet metrics();

    abstract Examples examples(long seed, int n);
  }

  @Property(tries = 200)
  void anySplitOfTheExamplesGivesTheSameFigures(
      @ForAll Kind kind,
      @ForAll long seed,
      @ForAll @IntRange(max = 300) int n,
      @ForAll @IntRange(min = 1, max = 8) int shards) {
    Examples examples = kind.examples(seed, n);
    MetricState merged = kind.metrics().newState();
    int from = 0;
    SplittableRandom random = new SplittableRandom(seed);
    for (int s = 1; s <= shards; s++) {
      int to = s == shards ? n : random.nextInt(from, n + 1);
      merged.add(state(kind, examples, from, to));
      from = to;
    }
    assertSame(kind.metrics().report(merged), examples.report(kind.metrics()), n);
  }

  /** The state of examples, taken in batches of 7. */
  private static MetricState state(Kind kind, Examples examples, int from, int to) {
    MetricState state = kind.metrics().newState();
    for (int i = from; i < to; i += 7) {
      kind.metrics().accumulate(examples.batch(i, Math.min(i + 7, to)), state);
    }
    return state;
  }

  @Property(tries = 100)
  void anIntegerWeightIsThatManyExamples(
      @ForAll Kind kind, @ForAll long seed, @ForAll @IntRange(max = 100) int n) {
    Examples examples = kind.examples(seed, n);
    MetricState repeated = kind.metrics().newState();
    for (int i = 0; i < n; i++) {
      Predictions one = examples.batch(i, i + 1);
      int times = (int) examples.weights[i];
      Predictions unweighted =
          new Predictions(one.outputs(), one.targets(), Matrix.of(new float[] {1}, 1, 1), 1.0 + i);
      for (int k = 0; k < times; k++) {
        kind.metrics().accumulate(unweighted, repeated);
      }
    }
    assertSame(kind.metrics().report(repeated), examples.report(kind.metrics()), n);
  }

  /**
   * The same keys in the same order, and the same figures to the rounding of a sum of so many
   * terms, which the few operations after it, and the subtraction in r2 of numbers near its
   * operands' size, at most multiply by 32.
   */
  private static void assertSame(MetricReport actual, MetricReport expected, int terms) {
    assertThat(all(actual).keySet()).containsExactlyElementsOf(all(expected).keySet());
    double[] figures = flat(all(expected).values());
    double size = 1;
    for (double figure : figures) {
      size = Math.max(size, Math.abs(figure));
    }
    assertThat(flat(all(actual).values()))
        .containsExactly(figures, within((1 + terms) * 0x1p-48 * size));
  }

  /** What is drawn, too. */
  private static Map<String, Object> all(MetricReport report) {
    Map<String, Object> all = report.values();
    report.charts().forEach(chart -> chart.putInto(all));
    return all;
  }

  private static double[] flat(Iterable<?> values) {
    List<Double> numbers = new ArrayList<>();
    for (Object value : values) {
      if (value instanceof Double number) {
        numbers.add(number);
      } else if (value instanceof Iterable<?> list) {
        Arrays.stream(flat(list)).forEach(numbers::add);
      } else if (value instanceof Map<?, ?> map) {
        Arrays.stream(flat(map.values())).forEach(numbers::add);
      }
    }
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  @Test
  void figuresComeUnderTheirNamesInOrder() {
    assertThat(names(Kind.SIGMOID))
        .containsExactly(
            "loss",
            "accuracy",
            "error",
            "precision",
            "recall",
            "f1",
            "by_class",
            "confusion",
            "roc_auc",
            "pr_auc");
    assertThat(names(Kind.MULTICLASS))
        .containsExactly("loss", "accuracy", "error", "macro_f1", "by_class", "confusion");
    assertThat(names(Kind.MANY_CLASSES))
        .containsExactly("loss", "accuracy", "error", "macro_f1", "by_class");
    assertThat(names(Kind.REGRESSION)).containsExactly("loss", "rmse", "mae", "r2");
  }

  private static Iterable<String> names(Kind kind) {
    return kind.examples(1, 100).report(kind.metrics()).values().keySet();
  }

  @Test
  void theStateGrowsWithTheClassesAndNotWithTheirSquare() {
    assertThat(MetricSet.multiclass(10_000).size()).isLessThan(4 * 10_000);
  }

  @Test
  void figuresThatNeedExamplesAreAbsentWithoutAny() {
    MetricSet binary = MetricSet.binary();
    assertThat(binary.report(binary.newState()).values())
        .containsOnlyKeys("precision", "recall", "f1", "by_class", "confusion");
    MetricSet regression = MetricSet.regression(2);
    assertThat(regression.report(regression.newState()).values()).isEmpty();
  }

  @Test
  void oneSigmoidAndTwoSoftmaxOutputsGiveTheSameFigures() {
    Examples sigmoid = Examples.binary(3, 500, -1);
    MetricSet metrics = MetricSet.binary();
    assertThat(sigmoid.asSoftmax().report(metrics).values())
        .isEqualTo(sigmoid.report(metrics).values());
  }

  @Test
  void statesOfOtherMetricsAreRefused() {
    MetricSet metrics = MetricSet.regression(1);
    assertThatThrownBy(() -> metrics.newState().add(MetricSet.regression(2).newState()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a state of 8214 numbers cannot be added to one of 4109");
    assertThatThrownBy(() -> metrics.report(MetricSet.regression(2).newState()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a state of 8214 numbers cannot be one of metrics that keep 4109");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aStateComesBackFromItsBytesToTheBit(Kind kind) {
    MetricSet metrics = kind.metrics().andUnweighted();
    Predictions batch = kind.examples(4, 5000).batch();
    MetricState state = metrics.newState();
    metrics.accumulate(batch, state);
    metrics.accumulateUnweighted(kind.examples(5, 3000).batch(), state);
    byte[] bytes = MetricSet.bytes(state);
    assertThat(bytes.length).isLessThanOrEqualTo((int) metrics.mostBytes());
    assertThat(metrics.report(metrics.state(bytes))).isEqualTo(metrics.report(state));
  }

  /** More scores than are sorted at once: a state has several rankings before it is written. */
  @Test
  void aStateThatHasTravelledIsAddedToAsIfItHadNot() {
    MetricSet metrics = MetricSet.binary();
    MetricState left = metrics.newState();
    metrics.accumulate(Examples.binary(1, 150_000, 0).batch(), left);
    MetricState right = metrics.newState();
    metrics.accumulate(Examples.binary(2, 100_000, 1).batch(), right);
    MetricState travelled = metrics.state(MetricSet.bytes(copy(metrics, 150_000)));
    left.add(right);
    travelled.add(metrics.state(MetricSet.bytes(right)));
    assertThat(MetricSet.bytes(travelled)).isEqualTo(MetricSet.bytes(left));
  }

  private static MetricState copy(MetricSet metrics, int n) {
    MetricState state = metrics.newState();
    metrics.accumulate(Examples.binary(1, n, 0).batch(), state);
    return state;
  }

  @Property(tries = 300)
  void damagedBytesOfAStateAreRefusedOrRead(@ForAll long seed) {
    MetricSet metrics = MetricSet.binary();
    MetricState state = state(Kind.SIGMOID, Examples.binary(seed, 50, 0), 0, 50);
    byte[] bytes = MetricSet.bytes(state);
    SplittableRandom random = new SplittableRandom(seed);
    byte[] damaged = Arrays.copyOf(bytes, random.nextInt(bytes.length + 2));
    if (damaged.length > 0) {
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
    }
    try {
      metrics.report(metrics.state(damaged));
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageNotContaining("null");
    }
  }

  @Test
  void unweightedFiguresAreThoseOfWeightsOfOne() {
    Examples examples = Examples.binary(6, 400, 0);
    MetricSet metrics = MetricSet.binary().andUnweighted();
    MetricState state = metrics.newState();
    metrics.accumulate(examples.batch(), state);
    Map<String, Object> weighted = examples.report(MetricSet.binary()).values();
    Arrays.fill(examples.weights, 1);
    metrics.accumulateUnweighted(examples.batch(), state);
    Map<String, Object> figures = metrics.report(state).values();
    assertThat(figures.get("unweighted"))
        .isEqualTo(examples.report(MetricSet.binary()).values())
        .isNotEqualTo(weighted);
    assertThat(figures).containsAllEntriesOf(weighted);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void otherNumbersOfOutputsAreRefused(Kind kind) {
    Examples threeOutputs = Examples.multiclass(1, 4, 3);
    assertThatThrownBy(() -> threeOutputs.report(kind.metrics()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("the metric expects .* outputs, the network has 3");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aSerializedSetGivesTheSameFigures(Kind kind) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(kind.metrics());
    }
    Examples examples = kind.examples(1, 100);
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      MetricSet read = (MetricSet) in.readObject();
      assertThat(examples.report(read).values())
          .isEqualTo(examples.report(kind.metrics()).values());
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void accumulatingAllocatesNothingForAnExample(Kind kind) {
    Predictions batch = kind.examples(1, 20_000).batch();
    MetricState state = kind.metrics().newState();
    kind.metrics().accumulate(batch, state);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    kind.metrics().accumulate(batch, state);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(batch.rows());
  }

  @Test
  void aReportPrintsItsFigures() {
    MetricReport report =
        new MetricReport(
            List.of(
                new Figure.Single(Measure.LOSS, 0.30874),
                new Figure.Single(Measure.RMSE, 123_456.789, 1.5),
                new Figure.Single(Measure.R2, 0),
                new Figure.Confusion(List.of("a"), List.of(List.of(3.0)))),
            Optional.empty());
    assertThat(report)
        .hasToString(
            "loss 0.3087, rmse 1.235e+05, rmse_error_bound 1.5000, r2 0.0000, confusion"
                + " {classes=[a], rows=actual, columns=predicted, weights=[[3.0]]}");
  }
}
