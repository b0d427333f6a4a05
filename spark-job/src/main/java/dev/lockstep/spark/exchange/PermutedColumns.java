package dev.lockstep.spark.exchange;

import dev.lockstep.metric.MetricReport;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.Network;
import dev.lockstep.shard.MiniBatches;
import dev.lockstep.shard.Shard;
import dev.lockstep.spark.cluster.JobName;
import dev.lockstep.spark.table.pack.ShardedDataset;
import dev.lockstep.train.EvaluationMerge;
import dev.lockstep.train.Permutations;
import dev.lockstep.train.ShardEvaluation;
import dev.lockstep.train.sum.SummationTree;
import dev.lockstep.train.sum.SummationTree.Node;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Evaluations with columns permuted, all of them in one Spark job.
 *
 * @param metrics what is measured
 * @param rows of which the first mini-batch is measured on
 */
public record PermutedColumns(
    Network network, MetricSet metrics, Permutations permutations, MiniBatches rows)
    implements Serializable {
  /** How many rows are measured on. */
  public long count() {
    long count = 0;
    for (int shard = 0; shard < rows.shards(); shard++) {
      count += rows.to(0, shard);
    }
    return count;
  }

  /**
   * The figures of each evaluation, in the order of {@link Permutations#place}.
   *
   * @param parameters [n], not modified
   */
  public List<MetricReport> on(ShardedDataset data, JavaSparkContext spark, float[] parameters) {
    return data.files()
        .watch(
            () ->
                JobName.during(
                    spark.sc(), "permute columns", () -> figures(data, spark, parameters)));
  }

  private List<MetricReport> figures(
      ShardedDataset data, JavaSparkContext spark, float[] parameters) {
    Broadcast<float[]> broadcast = spark.broadcast(parameters);
    try {
      PermutedColumns asked = this;
      List<byte[]> states =
          data.shards().mapPartitions(shards -> asked.states(shards, broadcast.value())).collect();
      return reports(states, data.count());
    } finally {
      broadcast.destroy();
    }
  }

  /** Of each shard, the states of all evaluations. */
  private Iterator<byte[]> states(Iterator<Shard> shards, float[] parameters) {
    ShardEvaluation evaluation = new ShardEvaluation(network, metrics);
    List<byte[]> states = new ArrayList<>();
    shards.forEachRemaining(
        shard -> {
          Shard some = rows.first(shard, 0, Integer.MAX_VALUE);
          permutations
              .states(evaluation, parameters, some)
              .forEach(state -> states.add(MetricSet.bytes(state)));
        });
    return states.iterator();
  }

  private List<MetricReport> reports(List<byte[]> states, int shards) {
    Node all = new SummationTree(shards).root();
    int evaluations = permutations.evaluations();
    List<MetricReport> reports = new ArrayList<>(evaluations);
    for (int evaluation = 0; evaluation < evaluations; evaluation++) {
      EvaluationMerge merge = new EvaluationMerge(all);
      for (int shard = 0; shard < shards; shard++) {
        merge.add(metrics.state(states.get(shard * evaluations + evaluation)));
      }
      reports.add(metrics.report(merge.total()));
    }
    return reports;
  }
}
