package dev.lockstep.spark.monitoring;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import dev.lockstep.metric.MetricReport;
import dev.lockstep.train.Split;
import dev.lockstep.train.StepTimes;
import dev.lockstep.train.TrainingListener;
import dev.lockstep.train.TrainingPlan;
import dev.lockstep.train.TrainingState;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.metrics.MetricsSystem;
import org.apache.spark.metrics.source.Source;
import org.apache.spark.util.Utils;
import org.jspecify.annotations.Nullable;
import scala.runtime.BoxedUnit;

/**
 * A training under way as a source of Spark's metrics system, whose sinks read it whenever they
 * like: a step costs a few writes. Numbers that are not known yet are NaN.
 */
public final class TrainingMetrics implements Source, TrainingListener, AutoCloseable {
  private final MetricRegistry registry = new MetricRegistry();
  private final MetricsSystem system;
  private final TrainingPlan plan;
  private final String name;
  private final Map<String, Double> figures = new ConcurrentHashMap<>();
  private @Nullable TrainingState state;

  /** Before the first step whose time counts. */
  private volatile long stepsBefore;

  private volatile long steps;
  private volatile int epoch;
  private volatile double loss = Double.NaN;
  private volatile double learningRate = Double.NaN;
  private volatile double trainSeconds;
  private volatile double computeSeconds;
  private volatile double exchangeSeconds;
  private volatile double optimizerSeconds;

  private TrainingMetrics(MetricsSystem system, TrainingPlan plan, String name) {
    this.system = system;
    this.plan = plan;
    this.name = name;
    gauge("step", () -> steps);
    gauge("steps", plan::steps);
    gauge("epoch", () -> epoch);
    gauge("epochs", plan::epochs);
    gauge("loss", () -> loss);
    gauge("learning_rate", () -> learningRate);
    gauge("examples_per_second", this::examplesPerSecond);
    gauge("train_seconds", () -> trainSeconds);
    gauge("compute_seconds", () -> computeSeconds);
    gauge("exchange_seconds", () -> exchangeSeconds);
    gauge("optimizer_seconds", () -> optimizerSeconds);
  }

  /**
   * Registers a training, under the lowest number that no other training of the application has
   * now: one after the other they have the same name.
   */
  public static synchronized TrainingMetrics register(SparkContext spark, TrainingPlan plan) {
    MetricsSystem system = spark.env().metricsSystem();
    int number = 1;
    while (!system.getSourcesByName(name(number)).isEmpty()) {
      number++;
    }
    TrainingMetrics metrics = new TrainingMetrics(system, plan, name(number));
    system.registerSource(metrics);
    return metrics;
  }

  /** Spark removes all metrics whose names begin as the source's: no name may begin another. */
  private static String name(int number) {
    return "lockstep." + number + ".training";
  }

  private void gauge(String metric, Gauge<? extends Number> value) {
    registry.register(metric, value);
  }

  private double examplesPerSecond() {
    double epochs = (steps - stepsBefore) / (double) plan.batches().stepsPerEpoch();
    return epochs * plan.batches().examples() / trainSeconds;
  }

  @Override
  public String sourceName() {
    return name;
  }

  @Override
  public MetricRegistry metricRegistry() {
    return registry;
  }

  @Override
  public void onBegin(TrainingState begun) {
    state = begun;
    stepsBefore = begun.steps();
    steps = begun.steps();
  }

  @Override
  public void onStep(long step, int epochOfStep, double lossOfStep) {
    steps = step + 1;
    epoch = epochOfStep + 1;
    loss = lossOfStep;
    double factor = state == null ? 1 : state.learningRateFactor();
    learningRate = plan.learningRate().at(step, epochOfStep) * factor;
  }

  @Override
  public void onTimes(StepTimes times) {
    trainSeconds = times.totalSeconds();
    computeSeconds = times.computeSeconds();
    exchangeSeconds = times.exchangeSeconds();
    optimizerSeconds = times.optimizerSeconds();
  }

  @Override
  public void onEvaluation(Split split, long stepsTaken, MetricReport metrics) {
    metrics
        .singles()
        .forEach(
            figure -> {
              String metric = split + "." + figure.measure();
              if (figures.put(metric, figure.value()) == null) {
                gauge(metric, () -> figures.getOrDefault(metric, Double.NaN));
              }
            });
  }

  /** Takes the training out, after sinks that are told at intervals have its last figures. */
  @Override
  public void close() {
    Utils.tryLogNonFatalError(
        () -> {
          system.report();
          return BoxedUnit.UNIT;
        });
    system.removeSource(this);
  }
}
