package dev.lockstep.spark.cli;

import dev.lockstep.spark.report.OutputException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Option;

/** A table to write. */
final class TableOutputOptions {
  @Option(
      names = "--output",
      required = true,
      paramLabel = "PATH",
      description = "Where to write the table.")
  String path = "";

  @Option(
      names = "--output-format",
      defaultValue = "parquet",
      description = "Any format that Spark writes. Default: ${DEFAULT-VALUE}.")
  String format = "parquet";

  @Option(
      names = "--output-option",
      paramLabel = "KEY=VALUE",
      description = "An option of the output format. csv has header=true.")
  Map<String, String> options = new LinkedHashMap<>();

  @Option(names = "--overwrite", description = "Replace a table that is there.")
  boolean overwrite;

  /** Writes it; throws OutputException if it exists and is not to be replaced. */
  void write(Dataset<Row> rows, SparkSession spark) {
    boolean existed = exists(spark);
    try {
      rows.write()
          .format(format)
          .options(format.equals("csv") ? Map.of("header", "true") : Map.of())
          .options(options)
          .mode(overwrite ? SaveMode.Overwrite : SaveMode.ErrorIfExists)
          .save(path);
    } catch (Exception e) { // Spark throws IOException, which save does not declare.
      if (!existed) {
        removeRemains(spark, e);
      }
      if (e instanceof IOException) {
        throw cannotWrite(e);
      }
      throw e;
    }
  }

  private boolean exists(SparkSession spark) {
    try {
      boolean exists = files(spark).exists(new Path(path));
      if (exists && !overwrite) {
        throw new OutputException(
            "the output " + path + " exists; choose another --output, or give --overwrite");
      }
      return exists;
    } catch (IOException | IllegalArgumentException e) {
      throw cannotWrite(e);
    }
  }

  /** A failed job leaves an empty directory. */
  private void removeRemains(SparkSession spark, Exception failure) {
    try {
      files(spark).delete(new Path(path), true);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private FileSystem files(SparkSession spark) throws IOException {
    return new Path(path).getFileSystem(spark.sparkContext().hadoopConfiguration());
  }

  private OutputException cannotWrite(Exception e) {
    return new OutputException("cannot write to " + path + ": " + e.getMessage(), e);
  }
}
