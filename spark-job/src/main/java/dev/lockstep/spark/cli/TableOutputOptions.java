package dev.lockstep.spark.cli;

import dev.lockstep.spark.report.OutputException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
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
    check(spark);
    rows.write()
        .format(format)
        .options(format.equals("csv") ? Map.of("header", "true") : Map.of())
        .options(options)
        .mode(overwrite ? SaveMode.Overwrite : SaveMode.ErrorIfExists)
        .save(path);
  }

  private void check(SparkSession spark) {
    try {
      Path target = new Path(path);
      if (!overwrite
          && target.getFileSystem(spark.sparkContext().hadoopConfiguration()).exists(target)) {
        throw new OutputException(
            "the output " + path + " exists; choose another --output, or give --overwrite");
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new OutputException("cannot write to " + path + ": " + e.getMessage(), e);
    }
  }
}
