package dev.lockstep.spark.memory;

import dev.lockstep.augment.Augmentation;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.Workspace;
import dev.lockstep.shard.MiniBatches;
import dev.lockstep.spark.exchange.tasks.ShardRanges;
import dev.lockstep.train.ShardEvaluation;
import dev.lockstep.train.ShardGradients;
import dev.lockstep.train.Split;
import dev.lockstep.train.sum.SummationTree;
import dev.lockstep.train.sum.SummationTree.Node;
import dev.lockstep.train.sum.TreeSum;
import java.util.List;

/**
 * How much heap the driver and each executor need at the time when they need most: while shards are
 * assembled, or while they are trained on.
 */
public final class MemoryNeeds {
  /** What a Spark driver, or all of Spark in local mode, keeps while it runs. */
  private static final long DRIVER_BYTES = 120L << 20;

  /** What Spark keeps in an executor. */
  private static final long EXECUTOR_BYTES = 90L << 20;

  /** Of a heap that is full, a garbage collector makes nothing. */
  private static final double ROOM = 0.08;

  /** A task's packages, and what Spark reads and writes through, at least. */
  private static final long LOADING_TASK_BYTES = 16L << 20;

  /** Bytes of a file that a task has in memory at once: Parquet's usual row group. */
  private static final long ROW_GROUP_BYTES = 128L << 20;

  /** Rows that Spark's readers of columns decode at once. */
  private static final long DECODED_ROWS = 4096;

  /**
   * Decoded vectors, with the levels that say which row has how many elements, over their bytes.
   */
  private static final long DECODED_VECTORS = 5;

  /** A decoded number or a reference to text. */
  private static final long DECODED_BYTES = 8;

  /**
   * Spark gives tasks and blocks this share of the heap beyond its reserve: spark.memory.fraction.
   */
  private static final double SPARK_SHARE = 0.6;

  private static final long SPARK_RESERVE = 300L << 20;

  /** What is known of an element of the input, as it is read: model.json once more, as a tree. */
  private static final long READ_ELEMENT_BYTES = 250;

  /** What is known of an element of the input. */
  private static final long ELEMENT_BYTES = 100;

  /** Of all splits, to be compared. */
  private static final long SAMPLED_ROWS = 3L << 13;

  private static final long SAMPLED_BYTES = 24L << 20;

  /** To sort the rows of a shard. */
  private static final long SORTED_ROW_BYTES = 25;

  /** A score of an evaluation, with the weights of both classes. */
  private static final long RANKED_SCORE_BYTES = 24;

  /** The same as it is sent. */
  private static final long SENT_SCORE_BYTES = 8;

  private final Workload work;
  private final Layout layout;
  private final long parameters;
  private final int places;

  public MemoryNeeds(Workload work, Layout layout) {
    this.work = work;
    this.layout = layout;
    this.parameters = work.parameterBytes();
    this.places = Math.max(1, Math.min(work.shards(), layout.slots()));
  }

  /** Of the driver, which in local mode is the executor too. */
  public Needs driver() {
    Needs kept =
        new Needs()
            .add(Needs.SPARK, DRIVER_BYTES)
            .add("columns", ELEMENT_BYTES * work.network().inputs())
            .add("samples of splits", samples())
            // Those of all parts so far, and of one more.
            .add("quantiles", 2 * work.reading().quantileBytes());
    if (!layout.local()) {
      return withRoom(kept.add(loop()).add(received()).add("metrics", collecting()));
    }
    // States that workers have made are added when all are done.
    long metrics = Math.max(measuring(), collecting());
    Needs training = new Needs().add(loop()).add(working()).add("metrics", metrics);
    return withRoom(kept.add(shardsOrReading(training)));
  }

  /** Those of all splits, and the same as they arrive. */
  private long samples() {
    long rows = Math.min(SAMPLED_ROWS, work.allRows());
    return 2 * Math.min(SAMPLED_BYTES, rows * work.format().width() * Float.BYTES);
  }

  /** Of each executor. */
  public Needs executor() {
    Needs training =
        new Needs()
            .add("parameters", parametersOfAnExecutor())
            .add(working())
            .add("metrics", measuring());
    return withRoom(new Needs().add(Needs.SPARK, EXECUTOR_BYTES).add(shardsOrReading(training)));
  }

  /** Tables are read before there are shards. */
  private Needs shardsOrReading(Needs training) {
    return Needs.larger(reading(), shards().add(Needs.larger(assembly(), training)));
  }

  /** While tables are read and packed rows are written to disk. */
  private Needs reading() {
    long tasks = Math.min(layout.slotsOfAnExecutor(), work.reading().partitions());
    long reading = tasks * (LOADING_TASK_BYTES + readingTask() + work.reading().quantileBytes());
    long elements = tasks * READ_ELEMENT_BYTES * work.network().inputs();
    long packed =
        tasks * work.allRows() / work.reading().partitions() * work.format().width() * Float.BYTES;
    return new Needs()
        .add("reading of tables", reading)
        .add("columns", elements)
        .add("packed rows on their way", Math.min(packed, withSpills(reading + elements)));
  }

  /** What a task reads from files, and decodes. */
  private long readingTask() {
    Workload.Reading reading = work.reading();
    long bytes = Math.min(reading.largestFile(), reading.fileBytes() / reading.partitions());
    long batch = Math.min(bytes, DECODED_ROWS * reading.fileBytes() / Math.max(1, work.allRows()));
    return Math.min(bytes, ROW_GROUP_BYTES)
        + (reading.vectors()
            ? DECODED_VECTORS * batch
            : Math.min(DECODED_ROWS * work.features() * DECODED_BYTES, ROW_GROUP_BYTES));
  }

  /**
   * What Spark's share of a heap is where that, and all that it does not count, just fit: then it
   * writes rows to disk earlier.
   */
  private static long withSpills(long uncounted) {
    double rest = uncounted + DRIVER_BYTES - SPARK_SHARE * SPARK_RESERVE;
    double heap = rest / (1 - ROOM - SPARK_SHARE);
    return (long) Math.max(0, SPARK_SHARE * (heap - SPARK_RESERVE));
  }

  private static Needs withRoom(Needs needs) {
    return needs.add(Needs.ROOM, (long) (ROOM * needs.total()));
  }

  /** Sessions receive them, and jobs keep the pieces of their broadcast too. */
  private long parametersOfAnExecutor() {
    return work.jobs() ? 2 * parameters : parameters;
  }

  /**
   * The shards of an executor with most of them, that it holds at once: jobs may read them from its
   * disk.
   */
  private Needs shards() {
    long bytes = shardBytes(shardsOfAnExecutor());
    long least = shardBytes(Math.min(work.shards(), placesOfAnExecutor()));
    long kept = Math.max(least, (long) (SPARK_SHARE * (layout.executorHeap() - SPARK_RESERVE)));
    return new Needs().add("shards", work.jobs() ? Math.min(bytes, kept) : bytes);
  }

  private long shardBytes(int shards) {
    long rows = 0;
    for (Split split : Split.values()) {
      rows += work.rows(split, shards);
    }
    return rows * work.format().width() * Float.BYTES;
  }

  private int placesOfAnExecutor() {
    return Layout.divideUp(places, layout.executors());
  }

  private int shardsOfAPlace() {
    return Layout.divideUp(work.shards(), places);
  }

  private int shardsOfAnExecutor() {
    return Math.min(work.shards(), placesOfAnExecutor() * shardsOfAPlace());
  }

  /** While shards are made, as many at once as there are tasks. */
  private Needs assembly() {
    long rows = work.rows(Split.TRAIN, Math.min(work.shards(), layout.slotsOfAnExecutor()));
    long tasks = layout.slotsOfAnExecutor();
    return new Needs()
        .add("sorting of rows", SORTED_ROW_BYTES * rows)
        .add("loading", tasks * LOADING_TASK_BYTES)
        .add("columns", tasks * READ_ELEMENT_BYTES * work.network().inputs());
  }

  /** The training loop of the driver. */
  private Needs loop() {
    Needs needs = new Needs();
    if (work.arrays() > 0) {
      // One more, which training starts from; later its place is not always of use to others.
      needs.add("parameters and optimizer", parameters * (1 + work.arrays()));
      needs.add("sums of gradients", parameters * TreeSum.ofNodes(nodes()));
    }
    return needs;
  }

  /**
   * The states of all shards, as they are added on the driver along the tree: beside two that
   * become one, rankings wait on each level above.
   */
  private long collecting() {
    long waiting = (TreeSum.ofNodes(work.shards()) - 1) * (long) work.metrics().rankings();
    return states(work.shards() + 1)
        + merging(work.shards())
        + waiting * RANKED_SCORE_BYTES * rankedScores(work.shards());
  }

  /** The states of an executor's shards, as its workers make them. */
  private long measuring() {
    return states(shardsOfAnExecutor()) + placesOfAnExecutor() * merging(1);
  }

  /** The metric states of so many shards, of the largest split. */
  private long states(int shards) {
    return shards * (long) Double.BYTES * work.metrics().size()
        + shards * SENT_SCORE_BYTES * work.metrics().rankings() * rankedScores(1);
  }

  /**
   * A ranking of so many shards' scores while it is made: of two others, as what they are together,
   * and as what that becomes if it is too long.
   */
  private long merging(int shards) {
    long most = MetricSet.mostRanked();
    long together = Math.min(scores(shards), 2 * most);
    return RANKED_SCORE_BYTES * (2 * together + (together > most ? most : 0));
  }

  /** Scores in a ranking of so many shards at most. */
  private long rankedScores(int shards) {
    return Math.min(scores(shards), MetricSet.mostRanked());
  }

  /** Scores of so many shards of the largest split, where any are ranked. */
  private long scores(int shards) {
    long rows = 0;
    for (Split split : Split.values()) {
      rows = Math.max(rows, work.rows(split, shards));
    }
    return work.metrics().rankings() == 0 ? 0 : rows;
  }

  /** What comes from executors. */
  private Needs received() {
    long copies = work.jobs() ? 1 : 0;
    return new Needs().add("sums of gradients", parameters * (nodes() + copies));
  }

  /** What the workers of an executor compute with. */
  private Needs working() {
    int workers = placesOfAnExecutor();
    long most = MiniBatches.most(work.batches(), work.rows(Split.TRAIN, 1), work.shards());
    int capacity = ShardGradients.capacity(work.network(), most);
    long batch = Float.BYTES * Workspace.floats(work.network(), capacity);
    long evaluation = Float.BYTES * ShardEvaluation.floats(work.network());
    Needs needs = new Needs().add("evaluation", workers * evaluation);
    if (work.arrays() > 0) {
      long batches = work.jobs() ? workers : shardsOfAnExecutor();
      needs.add("mini-batches", batches * (batch + Float.BYTES * changedImages()));
      needs.add("sums of gradients", parameters * workers * sumsOfAPlace());
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
  private long sumsOfAPlace() {
    if (work.network().needsWholeBatch()) {
      return shardsOfAPlace(); // All shards go through the network together.
    }
    long most = 0;
    for (int i = 0; i < places; i++) {
      List<Node> cover = cover(i);
      int height =
          cover.stream().mapToInt(node -> TreeSum.ofShards(node.length()) - 1).max().orElse(0);
      long held = work.jobs() ? 3L * cover.size() : cover.size();
      most = Math.max(most, held + height);
    }
    return most;
  }

  /** How many sums all workers give. */
  private int nodes() {
    int nodes = 0;
    for (int i = 0; i < places; i++) {
      nodes += cover(i).size();
    }
    return nodes;
  }

  private List<Node> cover(int place) {
    int from = ShardRanges.from(place, work.shards(), places);
    int to = ShardRanges.from(place + 1, work.shards(), places);
    return new SummationTree(work.shards()).cover(from, to);
  }
}
