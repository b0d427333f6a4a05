package dev.lockstep.spark.exchange;

import dev.lockstep.metric.MetricReport;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.GradientSum;
import dev.lockstep.nn.LayerStatistics;
import dev.lockstep.nn.Network;
import dev.lockstep.shard.Shard;
import dev.lockstep.spark.cluster.Cores;
import dev.lockstep.spark.cluster.JobName;
import dev.lockstep.spark.exchange.message.NodeSum;
import dev.lockstep.spark.exchange.message.Work;
import dev.lockstep.spark.exchange.tasks.ShardRanges;
import dev.lockstep.spark.table.pack.ShardedDataset;
import dev.lockstep.train.EvaluationMerge;
import dev.lockstep.train.GradientSource;
import dev.lockstep.train.ShardEvaluation;
import dev.lockstep.train.ShardGradients;
import dev.lockstep.train.Split;
import dev.lockstep.train.sum.SummationTree;
import dev.lockstep.train.sum.TreeMerge;
import dev.lockstep.train.sum.TreeSum;
import dev.lockstep.train.sum.TreeSum.Buffers;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.reflect.ClassTag;

/**
 * Gradients by one Spark job for each step: parameters go out as a broadcast, the sums of the
 * tasks' shards come back as results. A task that is lost and retried computes the same sums.
 */
public final class JobGradients implements GradientSource {
  private static final Logger LOG = LoggerFactory.getLogger(JobGradients.class);

  private final JavaSparkContext spark;
  private final Computation task;
  private final Map<Split, ShardedDataset> data;
  private final JavaRDD<Shard> ranges;
  private final Broadcast<Parcel<Work>> work;
  private final SummationTree tree;
  private final TreeSum sum;
  private int told;

  /**
   * Over the shards of each split.
   *
   * @param data at least {@link Split#TRAIN}
   * @throws IllegalStateException with the arithmetic, if a step's results would exceed
   *     spark.driver.maxResultSize
   */
  public JobGradients(JavaSparkContext spark, Computation task, Map<Split, ShardedDataset> data) {
    this.spark = spark;
    this.task = task;
    this.data = Map.copyOf(data);
    ShardedDataset train = dataset(Split.TRAIN);
    int shards = train.count();
    this.ranges = ShardRanges.group(train.shards(), Math.max(1, Cores.tasks(spark.sc())));
    this.tree = new SummationTree(shards);
    int parameters = task.network().parameters().size();
    this.sum = new TreeSum(tree.root(), new Buffers(parameters));
    checkResultSize(parameters);
    this.work = spark.broadcast(new Parcel<>(task.on(train)));
  }

  private void checkResultSize(int parameters) {
    String key = "spark.driver.maxResultSize";
    long most = Utils.byteStringAsBytes(spark.getConf().get(key, "1g"));
    int tasks = ranges.getNumPartitions();
    long nodes = 0;
    for (int i = 0; i < tasks; i++) {
      int from = ShardRanges.from(i, tree.shards(), tasks);
      int to = ShardRanges.from(i + 1, tree.shards(), tasks);
      nodes += tree.cover(from, to).size();
    }
    long needed = nodes * parameters * Float.BYTES;
    if (most > 0 && needed > most) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "each step would bring %,d gradient sums of %,d parameters of 4 bytes to the driver:"
                  + " %,d bytes, more than %s = %,d bytes; raise %s, or use fewer shards"
                  + " (training.shards)",
              nodes,
              parameters,
              needed,
              key,
              most,
              key));
    }
  }

  /** Of examples that are only predicted, no layer needs more than themselves. */
  private void checkTrainable() {
    if (task.network().needsWholeBatch()) {
      throw new IllegalStateException(
          "batch norm over whole mini-batches takes a session: tasks of a job do not wait for each"
              + " other, as they need not run at once");
    }
  }

  @Override
  public GradientSum at(float[] parameters, long step) {
    checkTrainable();
    GradientSum total = dataset(Split.TRAIN).files().watch(() -> sum(parameters, step));
    tellDifferences();
    return total;
  }

  private GradientSum sum(float[] parameters, long step) {
    sum.begin();
    for (NodeSum[] parts : sums(parameters, step)) {
      for (NodeSum part : parts) {
        sum.add(part.node(), part.sum());
      }
    }
    return sum.total();
  }

  /** Tasks tell once what computes otherwise than the driver does. */
  private void tellDifferences() {
    List<String> all = task.blas().differences();
    all.subList(told, all.size()).forEach(LOG::warn);
    told = all.size();
  }

  private NodeSum[][] sums(float[] parameters, long step) {
    Broadcast<float[]> broadcast = spark.broadcast(parameters);
    try {
      StepTask stepTask = new StepTask(work, broadcast, step);
      return (NodeSum[][])
          spark.sc().runJob(ranges.rdd(), stepTask, ClassTag.apply(NodeSum[].class));
    } finally {
      broadcast.destroy();
    }
  }

  @Override
  public int buffers() {
    return task.network().parameters().buffers();
  }

  @Override
  public LayerStatistics observe(float[] parameters, long step) {
    checkTrainable();
    LayerStatistics statistics =
        dataset(Split.TRAIN)
            .files()
            .watch(
                () ->
                    JobName.during(
                        spark.sc(), "observe layers", () -> statistics(parameters, step)));
    tellDifferences();
    return statistics;
  }

  private LayerStatistics statistics(float[] parameters, long step) {
    TreeMerge<LayerStatistics> merge = new TreeMerge<>(tree.root(), LayerStatistics::add);
    Broadcast<Parcel<Work>> shared = work;
    Broadcast<float[]> broadcast = spark.broadcast(parameters);
    try {
      dataset(Split.TRAIN)
          .shards()
          .map(shard -> statistics(shared.value().content(), shard, broadcast.value(), step))
          .collect()
          .forEach(bytes -> merge.addShard(LayerStatistics.of(task.network(), bytes)));
      return merge.total();
    } finally {
      broadcast.destroy();
    }
  }

  private static byte[] statistics(Work work, Shard shard, float[] parameters, long step) {
    return new ShardGradients(work.network(), work.blas().load(), work.batches(), shard)
        .observe(parameters, step)
        .bytes();
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
    MetricReport figures =
        dataset(split)
            .files()
            .watch(
                () ->
                    JobName.during(
                        spark.sc(),
                        "evaluate " + split,
                        () -> figures(parameters, split, metrics)));
    tellDifferences();
    return figures;
  }

  private MetricReport figures(float[] parameters, Split split, MetricSet metrics) {
    Network network = task.network();
    Broadcast<float[]> broadcast = spark.broadcast(parameters);
    try {
      EvaluationMerge states =
          new EvaluationMerge(new SummationTree(dataset(split).count()).root());
      dataset(split)
          .shards()
          .mapPartitions(shards -> states(shards, new ShardEvaluation(network, metrics), broadcast))
          .collect()
          .forEach(bytes -> states.add(metrics.state(bytes)));
      return metrics.report(states.total());
    } finally {
      broadcast.destroy();
    }
  }

  private static Iterator<byte[]> states(
      Iterator<Shard> shards, ShardEvaluation evaluation, Broadcast<float[]> parameters) {
    List<byte[]> states = new ArrayList<>();
    shards.forEachRemaining(
        shard -> states.add(MetricSet.bytes(evaluation.state(parameters.value(), shard))));
    return states.iterator();
  }

  private ShardedDataset dataset(Split split) {
    ShardedDataset dataset = data.get(split);
    if (dataset == null) {
      throw new IllegalArgumentException("there are no " + split + " examples");
    }
    return dataset;
  }

  @Override
  public boolean has(Split split) {
    return data.containsKey(split);
  }

  @Override
  public void close() {
    work.destroy();
  }
}
