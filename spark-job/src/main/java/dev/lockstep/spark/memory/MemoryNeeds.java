package dev.lockstep.spark.memory;

import dev.lockstep.augment.Augmentation;
import dev.lockstep.nn.Workspace;
import dev.lockstep.shard.MiniBatches;
import dev.lockstep.train.ShardEvaluation;
import dev.lockstep.train.ShardGradients;
import dev.lockstep.train.Split;
import dev.lockstep.train.sum.SummationTree.Node;
import dev.lockstep.train.sum.TreeSum;
import java.util.List;

/**
 * How much heap the driver and each executor need at the time when they need most: while shards are
 * assembled, or while they are trained on.
 */
public final class MemoryNeeds {
  /** What is known of an element of the input. */
  private static final long ELEMENT_BYTES = 100;

  /** Of all splits, to be compared. */
  private static final long SAMPLED_ROWS = 3L << 13;

  private static final long SAMPLED_BYTES = 24L << 20;

  private final Workload work;
  private final Layout layout;
  private final Placement placement;
  private final MetricNeeds metrics;
  private final LoadingNeeds loading;
  private final long parameters;

  public MemoryNeeds(Workload work, Layout layout) {
    this.work = work;
    this.layout = layout;
    this.placement = Placement.of(work, layout);
    this.metrics = new MetricNeeds(work, placement);
    this.loading = new LoadingNeeds(work, layout);
    this.parameters = work.parameterBytes();
  }

  /** Of the driver, which in local mode is the executor too. */
  public Needs driver() {
    Needs kept =
        new Needs()
            .add(Needs.SPARK, SparkShare.DRIVER_BYTES)
            .add("columns", ELEMENT_BYTES * work.network().inputs())
            .add("samples of splits", samples())
            // Those of all parts so far, and of one more.
            .add("quantiles", 2 * work.reading().quantileBytes());
    if (!layout.local()) {
      return withRoom(kept.add(loop()).add(received()).add("metrics", metrics.collecting()));
    }
    // States that workers have made are added when all are done.
    long states = Math.max(metrics.measuring(), metrics.collecting());
    Needs training = new Needs().add(loop()).add(working()).add("metrics", states);
    return withRoom(kept.add(shardsOrReading(training)));
  }

  /** Those of all splits, and the same as they arrive. */
  private long samples() {
    long rows = Math.min(SAMPLED_ROWS, work.allRows());
    return 2 * Math.min(SAMPLED_BYTES, rows * work.rowBytes());
  }

  /** Of each executor. */
  public Needs executor() {
    Needs training =
        new Needs()
            .add("parameters", parametersOfAnExecutor())
            .add("sums of other executors", gathered())
            .add(working())
            .add("metrics", metrics.measuring());
    return withRoom(
        new Needs().add(Needs.SPARK, SparkShare.EXECUTOR_BYTES).add(shardsOrReading(training)));
  }

  /** Tables are read before there are shards. */
  private Needs shardsOrReading(Needs training) {
    return Needs.larger(
        loading.reading(), shards().add(Needs.larger(loading.assembly(), training)));
  }

  private static Needs withRoom(Needs needs) {
    return needs.add(Needs.ROOM, (long) (SparkShare.ROOM * needs.total()));
  }

  /** Sessions receive them, and jobs keep the pieces of their broadcast too. */
  private long parametersOfAnExecutor() {
    return work.jobs() ? 2 * parameters : parameters;
  }

  /** As a relay of a session. */
  private long gathered() {
    int count = work.network().parameters().size();
    return work.arrays() == 0 ? 0 : Float.BYTES * placement.gathered(work.topology(), count);
  }

  /**
   * The shards of an executor with most of them, that it holds at once: jobs may read them from its
   * disk.
   */
  private Needs shards() {
    long bytes = shardBytes(placement.shardsOfAnExecutor());
    long least = shardBytes(Math.min(work.shards(), placement.workersOfAnExecutor()));
    long kept = Math.max(least, SparkShare.of(layout.executorHeap()));
    return new Needs().add("shards", work.jobs() ? Math.min(bytes, kept) : bytes);
  }

  private long shardBytes(int shards) {
    long rows = 0;
    for (Split split : Split.values()) {
      rows += work.rows(split, shards);
    }
    return rows * work.rowBytes();
  }

  /** The training loop of the driver. */
  private Needs loop() {
    Needs needs = new Needs();
    if (work.arrays() > 0) {
      // One more, which training starts from; later its place is not always of use to others.
      needs.add("parameters and optimizer", parameters * (1 + work.arrays()));
      needs.add("sums of gradients", parameters * TreeSum.ofNodes(placement.sums()));
    }
    return needs;
  }

  /** What comes from executors. */
  private Needs received() {
    long copies = work.jobs() ? 1 : 0;
    return new Needs().add("sums of gradients", parameters * (placement.sums() + copies));
  }

  /** What the workers of an executor compute with. */
  private Needs working() {
    int workers = placement.workersOfAnExecutor();
    long most = MiniBatches.most(work.batches(), work.trainRows(1), work.shards());
    int capacity = ShardGradients.capacity(work.network(), most);
    long batch = Float.BYTES * Workspace.floats(work.network(), capacity);
    long evaluation = Float.BYTES * ShardEvaluation.floats(work.network());
    Needs needs = new Needs().add("evaluation", workers * evaluation);
    if (work.arrays() > 0) {
      long batches = work.jobs() ? workers : placement.shardsOfAnExecutor();
      needs.add("mini-batches", batches * (batch + Float.BYTES * changedImages()));
      needs.add("sums of gradients", parameters * workers * sumsOfAWorker());
    }
    return needs;
  }

  /** Floats in which the images of a mini-batch are changed one by one, if they are. */
  private long changedImages() {
    Augmentation augmentation = work.batches().augmentation();
    return augmentation == null ? 0 : augmentation.floats();
  }

  /**
   * Of a worker with most of them; jobs hold them once more, as bytes, and give them to the driver.
   */
  private long sumsOfAWorker() {
    if (work.network().needsWholeBatch()) {
      return placement.shardsOfAWorker(); // All shards go through the network together.
    }
    long most = 0;
    for (int i = 0; i < placement.workers(); i++) {
      List<Node> sums = placement.sums(i);
      int height =
          sums.stream().mapToInt(node -> TreeSum.ofShards(node.length()) - 1).max().orElse(0);
      long held = work.jobs() ? 3L * sums.size() : sums.size();
      most = Math.max(most, held + height);
    }
    return most;
  }
}
