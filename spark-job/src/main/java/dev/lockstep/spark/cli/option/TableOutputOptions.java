package dev.lockstep.spark.cli.option;

import dev.lockstep.spark.cluster.JobName;
import dev.lockstep.spark.output.Inputs;
import dev.lockstep.spark.output.Output;
import dev.lockstep.spark.output.OutputException;
import dev.lockstep.spark.output.TableDirectory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.AtomicType;
import picocli.CommandLine.Option;

/** A table to write. */
public final class TableOutputOptions {
  @Option(
      names = "--output",
      required = true,
      paramLabel = "PATH",
      description = "Where to write the table.")
  public String path = "";

  @Option(
      names = "--output-format",
      defaultValue = "parquet",
      description = "Any format that Spark writes. Default: ${DEFAULT-VALUE}.")
  public String format = "parquet";

  @Option(
      names = "--output-option",
      paramLabel = "KEY=VALUE",
      description = "An option of the output format. csv has header=true.")
  Map<String, String> options = new LinkedHashMap<>();

  @Option(
      names = "--overwrite",
      description = "Replace a table that is there: nothing but what Spark writes as one.")
  boolean overwrite;

  /** Claims the output; throws OutputException if it must not or cannot be written. */
  public TableDirectory claim(SparkSession spark, Inputs inputs) {
    return TableDirectory.create(Output.table(path, overwrite), format, inputs, spark);
  }

  /** Writes the rows to the output that was claimed. */
  public void write(Dataset<Row> rows, TableDirectory output) {
    Map<String, String> all = new LinkedHashMap<>();
    // Spark does not care for the case of a format's name.
    if (format.equalsIgnoreCase("csv")) {
      requireSingleValues(rows);
      all.put("header", "true");
      // As it is read again: quotes doubled, and white space as it stands.
      all.put("escape", "\"");
      all.put("ignoreLeadingWhiteSpace", "false");
      all.put("ignoreTrailingWhiteSpace", "false");
    }
    options.forEach(
        (name, value) -> {
          all.keySet().removeIf(name::equalsIgnoreCase);
          all.put(name, value);
        });
    JobName.during(
        rows.sparkSession().sparkContext(),
        "write " + path,
        () -> {
          output.write(rows, all);
          return path;
        });
  }

  /** Throws OutputException naming the columns that lists of single values have no room for. */
  private static void requireSingleValues(Dataset<Row> rows) {
    String compound =
        Arrays.stream(rows.schema().fields())
            .filter(field -> !(field.dataType() instanceof AtomicType))
            .map(field -> field.name() + " (" + field.dataType().simpleString() + ")")
            .collect(Collectors.joining(", "));
    if (!compound.isEmpty()) {
      throw new OutputException(
          "csv cannot hold the columns "
              + compound
              + "; give --output-format json or parquet, or leave them out of the input");
    }
  }
}
