package dev.lockstep.spark.table.source;

import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.table.source.Tables.Table;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.execution.datasources.PartitioningAwareFileIndex;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The files that tables consist of, as they were when the tables were opened: to tell those that
 * have changed since, when shards that are built again turn out to be others.
 */
public final class TableFiles {
  public static final String CHANGED = "the table changed while it was trained on";

  /** How many changed files a message names. */
  private static final int MOST_NAMED = 3;

  private final String tables;
  private final List<FileStatus> files;
  private final Configuration hadoop;

  private TableFiles(String tables, List<FileStatus> files, Configuration hadoop) {
    this.tables = tables;
    this.files = files;
    this.hadoop = hadoop;
  }

  /** Of opened tables, those that do not consist of files included. */
  public static TableFiles of(List<Table> tables) {
    List<FileStatus> files = new ArrayList<>();
    tables.forEach(table -> files.addAll(of(table.rows())));
    String names = tables.stream().map(Table::name).distinct().collect(Collectors.joining(", "));
    return new TableFiles(
        names, files, tables.get(0).rows().sparkSession().sparkContext().hadoopConfiguration());
  }

  /** Those of a table, as Spark has listed them; none if it does not consist of files. */
  static List<FileStatus> of(Dataset<Row> table) {
    List<FileStatus> files = new ArrayList<>();
    for (PartitioningAwareFileIndex index : indexes(table)) {
      files.addAll(CollectionConverters.asJava(index.allFiles()));
    }
    return files;
  }

  /** Spark's listings of the files that a table consists of, none if it does not. */
  public static List<PartitioningAwareFileIndex> indexes(Dataset<Row> table) {
    List<PartitioningAwareFileIndex> indexes = new ArrayList<>();
    for (LogicalPlan leaf :
        CollectionConverters.asJava(table.queryExecution().analyzed().collectLeaves())) {
      if (leaf instanceof LogicalRelation relation
          && relation.relation() instanceof HadoopFsRelation source
          && source.location() instanceof PartitioningAwareFileIndex index) {
        indexes.add(index);
      }
    }
    return indexes;
  }

  /** Bytes of the largest. */
  public long largest() {
    return files.stream().mapToLong(FileStatus::getLen).max().orElse(0);
  }

  public int count() {
    return files.size();
  }

  /** Bytes of all of them. */
  public long bytes() {
    return files.stream().mapToLong(FileStatus::getLen).sum();
  }

  /**
   * What is computed on shards; throws BadDataException if that fails because the tables have
   * changed, with the files that have.
   */
  public <T> T watch(Supplier<T> computation) {
    try {
      return computation.get();
    } catch (Exception e) {
      throw TableFiles.<RuntimeException>unchecked(explained(e));
    }
  }

  /** Spark's exceptions are checked, and none of its methods declares them. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Exception> E unchecked(Exception e) throws E {
    throw (E) e;
  }

  private Exception explained(Exception failure) {
    BadDataException bad = null;
    boolean unreadable = false;
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      bad = cause instanceof BadDataException found ? found : bad;
      unreadable |= cause instanceof FileNotFoundException || ReadFailure.failedFile(cause);
    }
    if (bad == null && !unreadable) {
      return failure;
    }
    String changed = changed();
    if (!changed.isEmpty()) {
      return new BadDataException(CHANGED + ": " + changed, failure);
    }
    return bad == null ? failure : unexplained(bad, failure);
  }

  private BadDataException unexplained(BadDataException bad, Exception failure) {
    String message = String.valueOf(bad.getMessage());
    String what = message.startsWith(CHANGED) ? message : CHANGED + ": " + message;
    return new BadDataException(what + "; it is " + tables, failure);
  }

  /** The files that are not what they were; empty if there are none. */
  public String changed() {
    List<String> changes = new ArrayList<>();
    int more = 0;
    for (FileStatus file : files) {
      String change = change(file);
      if (change != null && changes.size() < MOST_NAMED) {
        changes.add(change);
      } else if (change != null) {
        more++;
      }
    }
    return String.join("; ", changes)
        + (more > 0 ? String.format(Locale.ROOT, "; and %,d more files", more) : "");
  }

  private @Nullable String change(FileStatus before) {
    Path path = before.getPath();
    try {
      FileStatus now = path.getFileSystem(hadoop).getFileStatus(path);
      return now.getLen() == before.getLen()
              && now.getModificationTime() == before.getModificationTime()
          ? null
          : path + " is " + describe(now) + ", and was " + describe(before);
    } catch (FileNotFoundException e) {
      return path + " is gone";
    } catch (IOException e) {
      return path + " cannot be read any more: " + e.getMessage();
    }
  }

  private static String describe(FileStatus file) {
    return String.format(
        Locale.ROOT,
        "%,d bytes of %s",
        file.getLen(),
        Instant.ofEpochMilli(file.getModificationTime()));
  }
}
