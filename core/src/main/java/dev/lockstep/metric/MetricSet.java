package dev.lockstep.metric;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An ordered list of metrics with one state: what an evaluation computes. It is immutable, and any
 * number of threads may fill states of their own.
 */
public final class MetricSet implements Serializable {
  private static final long serialVersionUID = 3;

  private final Metric[] metrics;
  private final int[] offsets;
  private final int size;
  private final boolean ranks;
  private final boolean unweightedToo;
  private final Decision decision;

  /** The metrics that a report gives, in this order. */
  public MetricSet(List<? extends Metric> metrics) {
    this(metrics.toArray(new Metric[0]), false, false, Decision.EVEN);
  }

  private MetricSet(Metric[] metrics, boolean ranks, boolean unweightedToo, Decision decision) {
    this.metrics = metrics;
    this.offsets = new int[metrics.length];
    int end = 0;
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = end;
      end = Math.addExact(end, metrics[i].size());
    }
    this.size = end;
    this.ranks = ranks;
    this.unweightedToo = unweightedToo;
    this.decision = decision;
  }

  /** For two classes with the names 0 and 1. */
  public static MetricSet binary() {
    return binary(numbered(2));
  }

  /**
   * For two classes, as one sigmoid or two softmax outputs: loss, accuracy, error, precision,
   * recall, f1, by_class, confusion, roc_auc, pr_auc; to be drawn, curves and calibration.
   *
   * @param classes their names
   */
  public static MetricSet binary(List<String> classes) {
    Metric[] metrics = {
      new MeanLoss(),
      new Accuracy(),
      new PrecisionRecall(),
      new ByClass(classes),
      new ConfusionMatrix(classes),
      new CalibrationBins(2)
    };
    return new MetricSet(metrics, true, false, Decision.EVEN);
  }

  /** For a softmax over that many classes with the names 0, 1, and so on. */
  public static MetricSet multiclass(int classes) {
    return multiclass(numbered(classes));
  }

  /**
   * For a softmax over that many classes: loss, accuracy, error, macro_f1, by_class, confusion, and
   * to be drawn calibration; without confusion for more than 200 classes.
   *
   * @param classes their names
   */
  public static MetricSet multiclass(List<String> classes) {
    List<Metric> metrics =
        List.of(
            new MeanLoss(),
            new Accuracy(),
            new ByClass(classes),
            new CalibrationBins(classes.size()));
    return classes.size() > ConfusionMatrix.MOST_CLASSES
        ? new MetricSet(metrics)
        : new MetricSet(
            Stream.concat(metrics.stream(), Stream.of(new ConfusionMatrix(classes))).toList());
  }

  private static List<String> numbered(int classes) {
    return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
  }

  /** For that many numbers, whose means are not far from 0: loss, rmse, mae, r2; residuals. */
  public static MetricSet regression(int outputs) {
    double[] units = new double[outputs];
    Arrays.fill(units, 1);
    return regression(new double[outputs], units);
  }

  /**
   * For as many numbers as there are centres: loss, rmse, mae, r2, and to be drawn residuals.
   *
   * @param centres a number near the mean of each target, for the digits of {@link RSquared}
   * @param units of the label in 1 of each target, for {@link RegressionError}
   */
  public static MetricSet regression(double[] centres, double[] units) {
    return new MetricSet(
        List.of(
            new MeanLoss(),
            new RegressionError(units),
            new RSquared(centres),
            new ResidualBins(units)));
  }

  /** The same with the figures of examples that all count once beside, under "unweighted". */
  public MetricSet andUnweighted() {
    return new MetricSet(metrics, ranks, true, decision);
  }

  /** The same at that threshold in (0, 1) for class 1 of two, where none is searched for. */
  public MetricSet at(double threshold) {
    return new MetricSet(metrics, ranks, unweightedToo, new Decision(threshold, null));
  }

  /** The same with the threshold at which f1 or accuracy of two classes would be best. */
  public MetricSet tuning(Measure measure) {
    return new MetricSet(metrics, ranks, unweightedToo, new Decision(threshold(), measure));
  }

  /** What the probability of class 1 of two must exceed. */
  public double threshold() {
    return decision.threshold();
  }

  /** How many numbers the sums of a state are; ranked scores come on top. */
  public int size() {
    return unweightedToo ? 2 * size : size;
  }

  /** How many rankings a state has of the scores of up to {@link #mostRanked} examples each. */
  public int rankings() {
    return (ranks ? 1 : 0) * (unweightedToo ? 2 : 1);
  }

  /** How many scores a ranking keeps apart at most. */
  public static int mostRanked() {
    return RankedScores.MOST;
  }

  /** The state of no examples. */
  public MetricState newState() {
    return newState(unweightedToo);
  }

  private MetricState newState(boolean both) {
    return new MetricState(
        new double[size], ranks ? new ScoreTally() : null, both ? newState(false) : null);
  }

  /** Whether batches are to be added once more by {@link #accumulateUnweighted}. */
  public boolean isUnweightedToo() {
    return unweightedToo;
  }

  /** Adds a batch to a state. */
  public void accumulate(Predictions batch, MetricState state) {
    Predictions decided = batch.at(threshold());
    for (int i = 0; i < metrics.length; i++) {
      metrics[i].accumulate(decided, state.sums(), offsets[i]);
    }
    ScoreTally scores = state.scores();
    if (scores != null) {
      RankedAreas.accumulate(batch, scores);
    }
  }

  /** Adds a batch with weights of 1, and the loss that goes with them. */
  public void accumulateUnweighted(Predictions batch, MetricState state) {
    MetricState unweighted = state.unweighted();
    if (unweighted != null) {
      accumulate(batch, unweighted);
    }
  }

  /** The figures over all examples of a state. */
  public MetricReport report(MetricState state) {
    check(state);
    List<Figure> figures = new ArrayList<>();
    for (int i = 0; i < metrics.length; i++) {
      metrics[i].report(state.sums(), offsets[i], figures::add);
    }
    ScoreTally scores = state.scores();
    if (scores != null) {
      RankedAreas.report(scores.ranking(), figures::add);
      Measure tuned = decision.tuned();
      if (tuned != null) {
        ThresholdSearch.best(scores.ranking(), tuned).ifPresent(figures::add);
      }
    }
    return new MetricReport(figures, Optional.ofNullable(state.unweighted()).map(this::report));
  }

  private void check(MetricState state) {
    if (state.sums().length != size) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a state of %d numbers cannot be one of metrics that keep %d",
              state.sums().length,
              size));
    }
  }

  /** Most bytes that a state of these metrics takes. */
  public long mostBytes() {
    return (long) size() * Double.BYTES + rankings() * StateBytes.most(RankedScores.MOST);
  }

  /** A state as bytes, which {@link #state} reads. */
  public static byte[] bytes(MetricState state) {
    return StateBytes.of(state);
  }

  /**
   * A state from its bytes.
   *
   * @throws IllegalArgumentException if they are not those of a state of these metrics
   */
  public MetricState state(byte[] bytes) {
    MetricState state = newState();
    StateBytes.read(bytes, state);
    return state;
  }
}
