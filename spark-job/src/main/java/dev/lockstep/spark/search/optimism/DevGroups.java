package dev.lockstep.spark.search.optimism;

import dev.lockstep.metric.MetricSet;
import dev.lockstep.metric.MetricState;
import dev.lockstep.shard.Shard;
import dev.lockstep.spark.cluster.JobName;
import dev.lockstep.spark.exchange.Parcel;
import dev.lockstep.spark.table.pack.ShardedDataset;
import dev.lockstep.train.ShardEvaluation;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * The figures of each finalist over groups of dev examples, which lie in the shards in the order of
 * a hash of their content, and so in none.
 *
 * @param states by finalist, then by group
 * @param rows of a group
 */
record DevGroups(List<List<MetricState>> states, long rows) {
  private static final int MOST_GROUPS = 1000;

  /** What tasks compute. */
  private record Job(ArrayList<Finalist> finalists, MetricSet metrics, long rows)
      implements Serializable {
    /** The bytes of the states of a shard's groups: all of the first finalist, and so on. */
    private byte[][] states(Shard shard) {
      List<byte[]> states = new ArrayList<>();
      List<Shard> groups = groups(shard, rows);
      for (Finalist finalist : finalists) {
        ShardEvaluation evaluation = new ShardEvaluation(finalist.network(), metrics);
        for (Shard group : groups) {
          states.add(MetricSet.bytes(evaluation.state(finalist.parameters(), group)));
        }
      }
      return states.toArray(byte[][]::new);
    }
  }

  /** Computes them, in one job. */
  static DevGroups of(
      JavaSparkContext spark, ShardedDataset dev, List<Finalist> finalists, MetricSet metrics) {
    long rows = (dev.examples() + MOST_GROUPS - 1) / MOST_GROUPS;
    Job job = new Job(new ArrayList<>(finalists), metrics, rows);
    Broadcast<Parcel<Job>> shared = spark.broadcast(new Parcel<>(job));
    try {
      List<byte[][]> shards =
          JobName.during(
              spark.sc(),
              "evaluate finalists",
              () ->
                  dev.files()
                      .watch(
                          () ->
                              dev.shards()
                                  .map(shard -> shared.value().content().states(shard))
                                  .collect()));
      return new DevGroups(states(shards, finalists.size(), metrics), rows);
    } finally {
      shared.destroy();
    }
  }

  private static List<List<MetricState>> states(
      List<byte[][]> shards, int finalists, MetricSet metrics) {
    List<List<MetricState>> all = new ArrayList<>();
    for (int finalist = 0; finalist < finalists; finalist++) {
      List<MetricState> states = new ArrayList<>();
      for (byte[][] shard : shards) {
        int groups = shard.length / finalists;
        for (int i = 0; i < groups; i++) {
          states.add(metrics.state(shard[finalist * groups + i]));
        }
      }
      all.add(states);
    }
    return all;
  }

  /** A shard in pieces of so many rows; the last may have fewer. */
  private static List<Shard> groups(Shard shard, long rows) {
    List<Shard> groups = new ArrayList<>();
    int width = shard.format().width();
    long left = shard.rows();
    Shard.Builder builder = null;
    long room = 0;
    for (float[] block : shard.blocks()) {
      for (int offset = 0; offset < block.length; offset += width) {
        if (builder == null) {
          room = Math.min(rows, left);
          left -= room;
          builder = new Shard.Builder(shard.number(), shard.format(), room);
        }
        builder.add(block, offset);
        if (--room == 0) {
          groups.add(builder.build());
          builder = null;
        }
      }
    }
    return groups;
  }
}
