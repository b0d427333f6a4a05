package dev.lockstep.spark.memory;

/** What takes memory while tables are read, and while shards are made of their rows. */
final class LoadingNeeds {
  /** A task's packages, and what Spark reads and writes through, at least. */
  private static final long TASK_BYTES = 16L << 20;

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

  /** What is known of an element of the input, as it is read: model.json once more, as a tree. */
  private static final long READ_ELEMENT_BYTES = 250;

  /** To sort the rows of a shard. */
  private static final long SORTED_ROW_BYTES = 25;

  private final Workload work;
  private final Layout layout;

  LoadingNeeds(Workload work, Layout layout) {
    this.work = work;
    this.layout = layout;
  }

  /** While tables are read and packed rows are written to disk. */
  Needs reading() {
    long tasks = Math.min(layout.slotsOfAnExecutor(), work.reading().partitions());
    long reading = tasks * (TASK_BYTES + readingTask() + work.reading().quantileBytes());
    long elements = tasks * READ_ELEMENT_BYTES * work.network().inputs();
    long packed = tasks * work.allRows() / work.reading().partitions() * work.rowBytes();
    return new Needs()
        .add("reading of tables", reading)
        .add("columns", elements)
        .add("packed rows on their way", Math.min(packed, SparkShare.where(reading + elements)));
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

  /** While shards are made, as many at once as there are tasks. */
  Needs assembly() {
    long tasks = layout.slotsOfAnExecutor();
    long rows = work.trainRows(Math.min(work.shards(), layout.slotsOfAnExecutor()));
    return new Needs()
        .add("sorting of rows", SORTED_ROW_BYTES * rows)
        .add("loading", tasks * TASK_BYTES)
        .add("columns", tasks * READ_ELEMENT_BYTES * work.network().inputs());
  }
}
