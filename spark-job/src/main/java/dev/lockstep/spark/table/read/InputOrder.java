package dev.lockstep.spark.table.read;

import dev.lockstep.spark.table.source.TableFiles;
import java.io.Serializable;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.paths.SparkPath;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.datasources.PartitioningAwareFileIndex;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The order of a table's rows: that of the files and directories as they are listed, within a
 * directory that of the names, within a file that of its blocks. Spark's partitions are not in that
 * order, as it fills them by size. Travels in closures.
 */
public final class InputOrder implements Serializable {
  private static final long serialVersionUID = 1;

  private final Map<String, Integer> listed = new HashMap<>();

  /** Of an opened table; of one without files, that of the partitions. */
  public static InputOrder of(Dataset<Row> table) {
    InputOrder order = new InputOrder();
    for (PartitioningAwareFileIndex index : TableFiles.indexes(table)) {
      for (Path path : CollectionConverters.asJava(index.rootPaths())) {
        order.listed.putIfAbsent(path.toString(), order.listed.size());
      }
    }
    return order;
  }

  /**
   * Where a block of rows stands among all of the input.
   *
   * @param listed place of the path that was listed, or the partition where there are no files
   * @param file empty where there are none
   * @param start of the block in the file
   */
  public record Position(int listed, String file, long start)
      implements Comparable<Position>, Serializable {
    private static final Comparator<Position> ORDER =
        Comparator.comparingInt(Position::listed)
            .thenComparing(Position::file)
            .thenComparingLong(Position::start);

    @Override
    public int compareTo(Position other) {
      return ORDER.compare(this, other);
    }
  }

  /** The position of a block of a file, by its URL, or of a partition that comes from no file. */
  Position position(int partition, String url, long start) {
    if (url.isEmpty()) {
      return new Position(partition, "", 0);
    }
    Path file = SparkPath.fromUrlString(url).toPath();
    for (@Nullable Path path = file; path != null; path = path.getParent()) {
      Integer place = listed.get(path.toString());
      if (place != null) {
        return new Position(place, file.toString(), start);
      }
    }
    return new Position(listed.size(), file.toString(), start);
  }
}
