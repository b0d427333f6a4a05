package dev.lockstep.spark.table.read;

import com.esotericsoftware.kryo.Kryo;
import dev.lockstep.spark.table.source.Tables.Table;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.ColumnarToRowExec;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.SQLExecutionRDD;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.WholeStageCodegenExec;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * A table and how its rows are read: in blocks, which are parts of the batches of columns that its
 * source gives, where Spark would only turn these into rows; otherwise the rows, one by one.
 */
public record TableScan(Table table, RowReader reader, Optional<KeptTexts> kept) {
  private static final int MOST_ROWS = 256;

  /** Registers what executors keep of tables. */
  public static void register(Kryo kryo) {
    kryo.register(TextChunk.class);
  }

  /** Of a table, nothing of which is kept. */
  TableScan(Table table, RowReader reader) {
    this(table, reader, Optional.empty());
  }

  /** The same, reading what is kept of the table's rows. */
  public TableScan keeping(Optional<KeptTexts> texts) {
    return new TableScan(table, reader, texts);
  }

  /** Frees what is kept; the table can still be read. */
  public void release() {
    kept.ifPresent(KeptTexts::unpersist);
  }

  /** All rows of the table, at most that many in a block. */
  public JavaRDD<RowBlock> blocks(int mostRows) {
    int most = Math.max(1, Math.min(MOST_ROWS, mostRows));
    return kept.map(texts -> texts.batches().mapPartitions(all -> blocks(all, most)))
        .orElseGet(() -> blocks(table.rows(), most));
  }

  static Iterator<RowBlock> blocks(Iterator<?> batches, int most) {
    return new BatchBlocks(batches, most);
  }

  static JavaRDD<RowBlock> blocks(Dataset<Row> rows, int mostRows) {
    QueryExecution execution = rows.queryExecution();
    SparkPlan plan = belowRows(execution.executedPlan());
    if (!plan.supportsColumnar()) {
      return execution.toRdd().toJavaRDD().mapPartitions(RowBlocks::new);
    }
    int most = Math.max(1, Math.min(MOST_ROWS, mostRows));
    return new SQLExecutionRDD(batches(plan), execution.sparkSession().sessionState().conf())
        .toJavaRDD()
        .mapPartitions(batches -> blocks(batches, most));
  }

  /** What makes the batches that the plan turns into rows, or the plan. */
  private static SparkPlan belowRows(SparkPlan plan) {
    SparkPlan top = plan instanceof WholeStageCodegenExec stage ? stage.child() : plan;
    return top instanceof ColumnarToRowExec rows ? rows.child() : plan;
  }

  /** As Spark does it: batches travel in RDDs of rows. */
  @SuppressWarnings("unchecked")
  private static RDD<InternalRow> batches(SparkPlan plan) {
    return (RDD<InternalRow>) (RDD<?>) plan.executeColumnar();
  }

  private static final class RowBlocks implements Iterator<RowBlock> {
    private final Iterator<InternalRow> rows;

    RowBlocks(Iterator<InternalRow> rows) {
      this.rows = rows;
    }

    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public RowBlock next() {
      return new RowBlock.OfRow(rows.next());
    }
  }

  private static final class BatchBlocks implements Iterator<RowBlock> {
    private final Iterator<?> batches;
    private final int[] places;
    private final double[] numbers;
    private ColumnarBatch batch = new ColumnarBatch(new ColumnVector[0]);
    private int next;

    BatchBlocks(Iterator<?> batches, int most) {
      this.batches = batches;
      this.places = IntStream.range(0, most).toArray();
      this.numbers = new double[most];
    }

    @Override
    public boolean hasNext() {
      while (next == batch.numRows() && batches.hasNext()) {
        batch = (ColumnarBatch) batches.next();
        next = 0;
      }
      return next < batch.numRows();
    }

    @Override
    public RowBlock next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      int first = next;
      int rows = Math.min(places.length, batch.numRows() - first);
      next += rows;
      int[] all = rows == places.length ? places : Arrays.copyOf(places, rows);
      return new RowBlock.OfBatch(batch, first, all, numbers);
    }
  }
}
