package dev.lockstep.spark.champion;

import dev.lockstep.feature.value.BadValueException;
import dev.lockstep.model.ModelJson;
import dev.lockstep.model.Target;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.table.read.RowBlock;
import dev.lockstep.spark.table.read.RowReader;
import dev.lockstep.spark.table.read.TableScan;
import dev.lockstep.spark.table.read.TargetReader;
import dev.lockstep.train.Split;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import scala.Tuple2;

/**
 * Reads the test split for both contenders. Rows come in buckets by their hash, sorted by it, so
 * that what is computed of them depends neither on the files and partitions they come from nor on
 * the number of executors.
 */
record TestRows(Contender champion, Contender challenger, List<SliceColumn> slices)
    implements Serializable {
  /** Also how many tasks may compare at the same time. */
  static final int BUCKETS = 64;

  private static final int BLOCK_ROWS = 256;

  /** A column whose values make slices. */
  record SliceColumn(String name, int ordinal, DataType type) implements Serializable {
    String value(InternalRow row) {
      return row.isNullAt(ordinal)
          ? "(missing)"
          : String.valueOf(CatalystTypeConverters.convertToScala(row.get(ordinal, type), type));
    }
  }

  /** In each partition a bucket. */
  JavaRDD<TestRow> of(TableScan scan) {
    return scan.blocks(BLOCK_ROWS)
        .mapPartitionsToPair(new Reading(this)::rows)
        .repartitionAndSortWithinPartitions(new ByHash())
        .values();
  }

  private static final class ByHash extends Partitioner {
    private static final long serialVersionUID = 1;

    @Override
    public int numPartitions() {
      return BUCKETS;
    }

    @Override
    public int getPartition(Object key) {
      return (int) Long.remainderUnsigned((Long) key, BUCKETS);
    }
  }

  private record Reading(TestRows rows) implements Serializable {
    Iterator<Tuple2<Long, TestRow>> rows(Iterator<RowBlock> blocks) {
      Reader reader = new Reader(rows);
      Iterable<RowBlock> all = () -> blocks;
      return StreamSupport.stream(all.spliterator(), false)
          .flatMap(block -> reader.read(block).stream())
          .iterator();
    }
  }

  /** Confined to one thread. */
  private static final class Reader {
    private final TestRows how;
    private final ContenderScores champion;
    private final ContenderScores challenger;
    private final Target target;

    Reader(TestRows how) {
      this.how = how;
      this.champion = new ContenderScores(how.champion());
      this.challenger = new ContenderScores(how.challenger());
      this.target = ModelJson.target(how.challenger().target());
    }

    List<Tuple2<Long, TestRow>> read(RowBlock block) {
      RowReader reader = how.challenger().reader();
      RowBlock test = reader.kept(reader.wellFormed(reader.only(block, Split.TEST)));
      RowBlock both = how.champion().reader().kept(test);
      List<Tuple2<Long, TestRow>> rows = new ArrayList<>();
      for (int i = 0; i < both.size(); i++) {
        TestRow row = read(both.row(i));
        rows.add(new Tuple2<>(row.hash(), row));
      }
      return rows;
    }

    private TestRow read(InternalRow row) {
      float[] ofChampion;
      try {
        ofChampion = champion.encode(row);
      } catch (BadValueException e) {
        throw new BadDataException("the current model cannot read a row: " + e.getMessage(), e);
      }
      return new TestRow(
          ofChampion,
          challenger.encode(row),
          truth(row),
          how.challenger().reader().weight(row),
          how.slices().stream().map(slice -> slice.value(row)).toArray(String[]::new));
    }

    private double[] truth(InternalRow row) {
      TargetReader reader = how.challenger().reader().target();
      if (reader instanceof TargetReader.OfNumbers numbers) {
        double[] truth = new double[target.columns().size()];
        for (int i = 0; i < truth.length; i++) {
          truth[i] = numbers.present(row, i);
        }
        return truth;
      }
      Object label = ((TargetReader.OfClass) reader).value(row);
      return new double[] {((Target.Classification) target).indexOf(label)};
    }
  }
}
