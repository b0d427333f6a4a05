package dev.lockstep.spark.exchange;

import dev.lockstep.metric.MetricReport;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.GradientSum;
import dev.lockstep.nn.LayerStatistics;
import dev.lockstep.spark.config.ExchangeConfig.Topology;
import dev.lockstep.spark.exchange.driver.ExchangeSettings;
import dev.lockstep.spark.exchange.driver.Session;
import dev.lockstep.spark.exchange.driver.SessionUnavailableException;
import dev.lockstep.spark.exchange.message.Answer;
import dev.lockstep.spark.exchange.message.NodeSum;
import dev.lockstep.spark.exchange.message.Round;
import dev.lockstep.spark.exchange.message.Round.Evaluated;
import dev.lockstep.spark.table.pack.ShardedDataset;
import dev.lockstep.spark.table.source.TableFiles;
import dev.lockstep.train.EvaluationMerge;
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.Split;
import dev.lockstep.train.sum.SummationTree;
import dev.lockstep.train.sum.TreeMerge;
import dev.lockstep.train.sum.TreeSum;
import dev.lockstep.train.sum.TreeSum.Buffers;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Gradients by long-lived Spark tasks that hold their shards and exchange sums and parameters with
 * the driver. A lost task costs one recomputed step: Spark starts another attempt, which computes
 * the same sums of the step under way.
 */
public final class SessionGradients implements GradientSource {
  private final Computation task;
  private final Map<Split, ShardedDataset> data;
  private final TreeSum sum;
  private final TableFiles files;
  private final SessionSeries sessions;

  /**
   * Over the shards of each split; starts the first session.
   *
   * @throws SessionUnavailableException if its workers cannot all run at once
   */
  public SessionGradients(
      JavaSparkContext spark,
      Computation task,
      Map<Split, ShardedDataset> data,
      ExchangeSettings settings) {
    this.task = task;
    this.data = Map.copyOf(data);
    ShardedDataset train = Objects.requireNonNull(data.get(Split.TRAIN));
    int count = train.count();
    Buffers buffers = new Buffers(task.network().parameters().size());
    this.sum = new TreeSum(new SummationTree(count).root(), buffers);
    this.files = train.files();
    Session.Driver driver = Session.Driver.of(spark, settings);
    this.sessions = new SessionSeries(driver, task.on(train), SplitShards.of(data));
    begin();
  }

  private void begin() {
    try {
      files.watch(sessions::current);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  public GradientSum at(float[] parameters, long step) {
    return files.watch(() -> sum(parameters, step));
  }

  private GradientSum sum(float[] parameters, long step) {
    boolean epochBegins = step % task.plan().stepsPerEpoch() == 0;
    List<Answer> answers =
        sessions.step(epochBegins, number -> Round.gradient(number, step, parameters));
    sum.begin();
    for (Answer answer : answers) {
      for (NodeSum part : answer.sums()) {
        sum.add(part.node(), part.sum());
      }
    }
    return sum.total();
  }

  @Override
  public int buffers() {
    return task.network().parameters().buffers();
  }

  @Override
  public LayerStatistics observe(float[] parameters, long step) {
    return files.watch(() -> statistics(parameters, step));
  }

  private LayerStatistics statistics(float[] parameters, long step) {
    TreeMerge<LayerStatistics> merge = new TreeMerge<>(sum.node(), LayerStatistics::add);
    for (Answer answer : sessions.run(number -> Round.layers(number, step, parameters))) {
      answer.states().forEach(bytes -> merge.addShard(LayerStatistics.of(task.network(), bytes)));
    }
    return merge.total();
  }

  @Override
  public MetricReport evaluate(float[] parameters, Split split) {
    return evaluate(parameters, split, task.metrics());
  }

  @Override
  public MetricReport evaluate(float[] parameters, Split split, double threshold) {
    return evaluate(parameters, split, task.metrics().at(threshold));
  }

  private MetricReport evaluate(float[] parameters, Split split, MetricSet metrics) {
    if (!has(split)) {
      throw new IllegalArgumentException("there are no " + split + " examples");
    }
    return files.watch(() -> figures(parameters, split, metrics));
  }

  private MetricReport figures(float[] parameters, Split split, MetricSet metrics) {
    EvaluationMerge states = new EvaluationMerge(sum.node());
    Evaluated evaluated = new Evaluated(split, metrics.threshold());
    for (Answer answer : sessions.run(number -> Round.evaluation(number, evaluated, parameters))) {
      answer.states().forEach(bytes -> states.add(metrics.state(bytes)));
    }
    return metrics.report(states.total());
  }

  /** What compression has cost so far: |compressed - exact| / |exact| over all gradients sent. */
  public double compressionError() {
    return sessions.compressionError();
  }

  /** How sums and parameters travel. */
  public Topology topology() {
    return sessions.topology();
  }

  @Override
  public boolean has(Split split) {
    return data.containsKey(split);
  }

  /** Ends the session; another begins with the next question. */
  @Override
  public void rest() {
    sessions.end();
  }

  @Override
  public void close() {
    sessions.close();
  }
}
