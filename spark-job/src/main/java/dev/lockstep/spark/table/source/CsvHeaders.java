package dev.lockstep.spark.table.source;

import dev.lockstep.spark.config.DataConfig.Format;
import dev.lockstep.spark.table.BadDataException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Whether all files of a table have the same columns in the same order: Spark takes them for those
 * of one of the files, whatever the others say.
 */
final class CsvHeaders {
  private static final int FIRST_BYTES = 1 << 16;

  private final SparkSession spark;
  private final Format format;
  private final List<String> columns;
  private final Configuration hadoop;

  /** Of a table whose files are read as having those columns. */
  CsvHeaders(SparkSession spark, Format format, List<String> columns) {
    this.spark = spark;
    this.format = format;
    this.columns = columns;
    this.hadoop = spark.sparkContext().hadoopConfiguration();
  }

  /** Throws BadDataException naming a file that has other columns. */
  void check(Dataset<Row> rows) {
    List<Path> files =
        TableFiles.of(rows).stream()
            .filter(file -> file.getLen() > 0)
            .map(FileStatus::getPath)
            .sorted()
            .toList();
    byte @Nullable [] right = null;
    for (Path file : files.size() > 1 ? files : List.<Path>of()) {
      byte[] line = firstLine(file);
      // Another way to write the same names is rare, and costs a Spark job to tell.
      if (right == null || !Arrays.equals(line, right)) {
        checkNames(file);
        right = line;
      }
    }
  }

  private void checkNames(Path file) {
    List<String> found =
        List.of(FileSource.load(spark, format, List.of(PathTexts.of(file))).schema().fieldNames());
    if (!found.isEmpty() && !found.equals(columns)) {
      throw new BadDataException(
          "the file "
              + file
              + " has the columns "
              + String.join(", ", found)
              + ", other files of the table have "
              + String.join(", ", columns)
              + "; all need the same in the same order");
    }
  }

  /** The bytes before the first line break, at most so many of them. */
  private byte[] firstLine(Path file) {
    try (InputStream in = open(file)) {
      byte[] line = in.readNBytes(FIRST_BYTES);
      int end = 0;
      while (end < line.length && line[end] != '\n' && line[end] != '\r') {
        end++;
      }
      return Arrays.copyOf(line, end);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private InputStream open(Path file) throws IOException {
    FileSystem files = file.getFileSystem(hadoop);
    CompressionCodec codec = new CompressionCodecFactory(hadoop).getCodec(file);
    InputStream plain = files.open(file);
    return codec == null ? plain : codec.createInputStream(plain);
  }
}
