package dev.lockstep.spark.search.trial;

import dev.lockstep.nn.Workspace;
import dev.lockstep.shard.MiniBatches;
import dev.lockstep.spark.memory.Layout;
import dev.lockstep.spark.memory.Needs;
import dev.lockstep.spark.run.job.SharedTables;
import dev.lockstep.spark.table.pack.ShardedDataset;
import dev.lockstep.train.ShardEvaluation;
import dev.lockstep.train.ShardGradients;
import dev.lockstep.train.Split;
import dev.lockstep.train.Trainer;
import dev.lockstep.train.sum.TreeSum;
import java.util.Locale;
import java.util.Optional;

/**
 * How much of an executor's heap a trial takes that is trained in a task, and how much there is for
 * it beside all shards.
 *
 * @param heap of an executor, bytes
 * @param shardBytes of all shards that trials need
 * @param slots tasks that an executor runs at once
 * @param shards their number
 */
public record TrialMemory(long heap, long shardBytes, int slots, int shards) {
  /** What Spark keeps in a process, and what a collector needs to make room. */
  private static final long SPARK_BYTES = 120L << 20;

  private static final double ROOM = 0.08;

  /** Of a running Spark, and tables. */
  public static TrialMemory of(Layout layout, SharedTables tables) {
    long bytes = 0;
    for (Split split : new Split[] {Split.TRAIN, Split.DEV}) {
      ShardedDataset dataset = tables.splits().get(split);
      bytes += dataset == null ? 0 : dataset.bytes();
    }
    int slots = (layout.slots() + layout.executors() - 1) / layout.executors();
    return new TrialMemory(layout.executorHeap(), bytes, Math.max(1, slots), tables.shards());
  }

  /** What there is for a trial. */
  public long room() {
    return ((long) (heap * (1 - ROOM)) - SPARK_BYTES - shardBytes) / slots;
  }

  /** What a trial takes. */
  public long needs(TrialWork work) {
    long rows = work.plan().batches().examples();
    long most = MiniBatches.most(work.plan().batches(), (rows + shards - 1) / shards, shards);
    int capacity = ShardGradients.capacity(work.network(), most);
    long batches = shards * Workspace.floats(work.network(), capacity);
    long arrays = 1L + Trainer.arrays(work.plan()) + work.plan().arrays() + TreeSum.ofNodes(shards);
    long joint = work.network().needsWholeBatch() ? shards : 0; // A gradient sum for each.
    long states = 2L + work.plan().arrays();
    long floats =
        batches
            + (arrays + joint + states) * work.network().parameters().size()
            + ShardEvaluation.floats(work.network());
    return Float.BYTES * floats;
  }

  /** Why a trial cannot be trained, if so. */
  public Optional<String> obstacle(TrialWork work) {
    long needed = needs(work);
    return needed <= room()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "it would run out of memory: it needs %s, and a task has %s",
                Needs.inUnits(needed),
                Needs.inUnits(Math.max(0, room()))));
  }

  /** The arithmetic, for trials that are like that one. */
  public String describe(TrialWork work) {
    return String.format(
        Locale.ROOT,
        "all shards are %s of a heap of %s, and %s more; a trial takes %s",
        Needs.inUnits(shardBytes),
        Needs.inUnits(heap),
        (slots == 1 ? "the one task has " : "each of " + slots + " tasks has ")
            + Needs.inUnits(Math.max(0, room())),
        Needs.inUnits(needs(work)));
  }
}
