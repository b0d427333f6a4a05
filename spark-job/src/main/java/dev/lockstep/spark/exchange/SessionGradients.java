package dev.lockstep.spark.exchange;

import dev.lockstep.metric.MetricReport;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.GradientSum;
import dev.lockstep.nn.LayerStatistics;
import dev.lockstep.spark.exchange.driver.ExchangeSettings;
import dev.lockstep.spark.exchange.driver.SeatVacantException;
import dev.lockstep.spark.exchange.driver.Session;
import dev.lockstep.spark.exchange.driver.SessionUnavailableException;
import dev.lockstep.spark.exchange.executor.SplitShard;
import dev.lockstep.spark.exchange.message.Answer;
import dev.lockstep.spark.exchange.message.NodeSum;
import dev.lockstep.spark.exchange.message.Round;
import dev.lockstep.spark.exchange.message.Round.Evaluated;
import dev.lockstep.spark.exchange.message.Work;
import dev.lockstep.spark.table.pack.ShardedDataset;
import dev.lockstep.spark.table.source.TableFiles;
import dev.lockstep.train.EvaluationMerge;
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.Split;
import dev.lockstep.train.sum.SummationTree;
import dev.lockstep.train.sum.TreeMerge;
import dev.lockstep.train.sum.TreeSum;
import dev.lockstep.train.sum.TreeSum.Buffers;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.function.LongFunction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gradients by long-lived Spark tasks that hold their shards and exchange sums and parameters with
 * the driver. A lost task costs one recomputed step: Spark starts another attempt, which computes
 * the same sums of the step under way.
 */
public final class SessionGradients implements GradientSource {
  private static final Logger LOG = LoggerFactory.getLogger(SessionGradients.class);
  private static final int MOST_LOSSES = 2;

  /** How often a session that loses its slots is followed by another within one round. */
  private static final int MOST_OPENINGS = 5;

  private final Computation task;
  private final Map<Split, ShardedDataset> data;
  private final Work work;
  private final JavaRDD<SplitShard> shards;
  private final TreeSum sum;
  private final TableFiles files;
  private final Session.Driver driver;

  private @Nullable Session session;
  private long sessionSteps;

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
    this.work = task.on(train);
    this.shards = allSplits();
    Buffers buffers = new Buffers(task.network().parameters().size());
    this.sum = new TreeSum(new SummationTree(count).root(), buffers);
    this.files = train.files();
    this.driver = Session.Driver.of(spark, settings);
    begin();
  }

  private void begin() {
    try {
      files.watch(this::open);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Partition s holds shard s of every split. */
  private JavaRDD<SplitShard> allSplits() {
    JavaRDD<SplitShard> all = null;
    for (Split split : Split.values()) {
      ShardedDataset dataset = data.get(split);
      if (dataset == null) {
        continue;
      }
      JavaRDD<SplitShard> tagged = dataset.shards().map(shard -> new SplitShard(split, shard));
      all = all == null ? tagged : all.zipPartitions(tagged, SessionGradients::concatenate);
    }
    return Objects.requireNonNull(all);
  }

  private static Iterator<SplitShard> concatenate(Iterator<SplitShard> a, Iterator<SplitShard> b) {
    List<SplitShard> both = new ArrayList<>();
    a.forEachRemaining(both::add);
    b.forEachRemaining(both::add);
    return both.iterator();
  }

  /** On the slots that there are; should some be lost meanwhile, on those that are left. */
  private Session open() {
    for (int attempt = 1; ; attempt++) {
      try {
        return openOnce();
      } catch (SeatVacantException e) {
        if (attempt == MOST_OPENINGS) {
          throw new SessionUnavailableException(e.getMessage(), e);
        }
        LOG.warn("{}; a session on these is to begin", e.getMessage());
      }
    }
  }

  private Session openOnce() {
    Session opened = new Session(driver, work);
    try {
      opened.start(shards, address -> new SessionTask(work, address));
    } catch (TimeoutException e) {
      opened.close();
      throw new SessionUnavailableException(e.getMessage(), e);
    } catch (InterruptedException e) {
      opened.close();
      throw (CancellationException)
          new CancellationException("the training was interrupted").initCause(e);
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
    session = opened;
    sessionSteps = 0;
    return opened;
  }

  /** The session, renewed if it is time to. */
  private Session session(long step) {
    Session current = session;
    if (current != null && isDue(current, step)) {
      endSession();
      current = null;
    }
    return current == null ? open() : current;
  }

  /** The session as it is. */
  private Session session() {
    Session current = session;
    return current == null ? open() : current;
  }

  /**
   * At an epoch's beginning, if executors have come or gone or the session is old. Earlier, if it
   * has lost workers: Spark counts failures of a job, and would give it up in the end.
   */
  private boolean isDue(Session current, long step) {
    if (current.losses() >= MOST_LOSSES) {
      return true;
    }
    boolean epochBegins = step % task.plan().stepsPerEpoch() == 0;
    return epochBegins
        && sessionSteps > 0
        && (sessionSteps >= driver.settings().sessionSteps() || current.executorsChanged());
  }

  /** The answers to a round, if need be in a new session on the slots that are left. */
  private List<Answer> run(Session current, LongFunction<Round> round) {
    Session at = current;
    for (int attempt = 1; ; attempt++) {
      try {
        return at.run(round);
      } catch (SeatVacantException e) {
        endSession();
        if (attempt == MOST_OPENINGS) {
          throw new SessionUnavailableException(e.getMessage(), e);
        }
        LOG.warn("{}; a new session takes over", e.getMessage());
        at = open();
      }
    }
  }

  @Override
  public GradientSum at(float[] parameters, long step) {
    return files.watch(() -> sum(parameters, step));
  }

  private GradientSum sum(float[] parameters, long step) {
    List<Answer> answers = run(session(step), number -> Round.gradient(number, step, parameters));
    sessionSteps++;
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
    for (Answer answer : run(session(), number -> Round.layers(number, step, parameters))) {
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
    for (Answer answer :
        run(session(), number -> Round.evaluation(number, evaluated, parameters))) {
      answer.states().forEach(bytes -> states.add(metrics.state(bytes)));
    }
    return metrics.report(states.total());
  }

  /** What compression has cost so far: |compressed - exact| / |exact| over all gradients sent. */
  public double compressionError() {
    return driver.error().relative();
  }

  @Override
  public boolean has(Split split) {
    return data.containsKey(split);
  }

  @Override
  public void close() {
    endSession();
    driver.close();
  }

  private void endSession() {
    Session current = session;
    session = null;
    if (current != null) {
      current.close();
    }
  }
}
