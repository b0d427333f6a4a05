package dev.lockstep.spark.table.read;

import dev.lockstep.spark.table.read.TextChunks.TextReader;
import dev.lockstep.spark.table.source.Tables;
import dev.lockstep.spark.table.source.Tables.Table;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table of texts, kept on executors' disks as they are first read: such a table is
 * read three times, and to take its files apart is most of the work. What is lost is read from the
 * files again.
 */
public final class KeptTexts {
  private final JavaRDD<TextChunk> chunks;
  private final DataType[] types;

  private KeptTexts(JavaRDD<TextChunk> chunks, DataType[] types) {
    this.chunks = chunks;
    this.types = types;
  }

  /**
   * Those of a table but for some columns, to be read when they are first asked for; null if its
   * format knows types.
   */
  public static @Nullable KeptTexts of(Table table, Collection<String> excluded) {
    StructType schema = table.rows().schema();
    boolean texts =
        Arrays.stream(schema.fields()).allMatch(field -> isText(field) || isSplit(field));
    if (!texts || table.source().untyped().isEmpty()) {
      return null;
    }
    StructField[] fields = schema.fields();
    boolean[] kept = new boolean[fields.length];
    boolean[] split = new boolean[fields.length];
    DataType[] types = new DataType[fields.length];
    for (int i = 0; i < fields.length; i++) {
      kept[i] = !excluded.contains(fields[i].name());
      split[i] = isSplit(fields[i]);
      types[i] = fields[i].dataType();
    }
    JavaRDD<TextChunk> chunks =
        table
            .rows()
            .queryExecution()
            .toRdd()
            .toJavaRDD()
            .mapPartitions(rows -> chunks(rows, kept, split))
            .persist(StorageLevel.DISK_ONLY());
    chunks.setName("texts of " + table.name());
    return new KeptTexts(chunks, types);
  }

  private static boolean isText(StructField field) {
    return field.dataType() instanceof StringType;
  }

  private static boolean isSplit(StructField field) {
    return field.name().equals(Tables.SPLIT_COLUMN);
  }

  private static Iterator<TextChunk> chunks(
      Iterator<InternalRow> rows, boolean[] kept, boolean[] split) {
    @Nullable TextReader[] readers = new TextReader[kept.length];
    for (int i = 0; i < kept.length; i++) {
      readers[i] = reader(kept[i], split[i]);
    }
    return new TextChunks(rows, readers);
  }

  private static @Nullable TextReader reader(boolean kept, boolean split) {
    if (split) {
      return (row, at) -> UTF8String.fromString(Integer.toString(row.getInt(at)));
    }
    return kept ? InternalRow::getUTF8String : null;
  }

  /** The rows in batches of columns, those that are not kept full of nulls. */
  JavaRDD<ColumnarBatch> batches() {
    DataType[] all = types;
    return chunks.mapPartitions(arriving -> batches(arriving, all));
  }

  private static Iterator<ColumnarBatch> batches(Iterator<TextChunk> chunks, DataType[] types) {
    forgetFileInTheEnd();
    return new Iterator<ColumnarBatch>() {
      @Override
      public boolean hasNext() {
        return chunks.hasNext();
      }

      @Override
      public ColumnarBatch next() {
        return chunks.next().batch(types);
      }
    };
  }

  /** Of the thread, which will run other tasks. */
  private static void forgetFileInTheEnd() {
    TaskContext.get()
        .addTaskCompletionListener(
            new TaskCompletionListener() {
              @Override
              public void onTaskCompletion(TaskContext context) {
                InputFileBlockHolder.unset();
              }
            });
  }

  /** The rows one by one. */
  public JavaRDD<InternalRow> rows() {
    return batches().flatMap(ColumnarBatch::rowIterator);
  }

  /** Frees the disks. */
  void unpersist() {
    chunks.unpersist(false);
  }
}
