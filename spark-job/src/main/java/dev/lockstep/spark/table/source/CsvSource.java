package dev.lockstep.spark.table.source;

import dev.lockstep.spark.config.DataConfig.Format;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * CSV files. All their columns are texts, which keeps apart what Spark's inference does not: 7 from
 * 007 and from 7d.
 */
final class CsvSource extends FileSource {
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "header", "true",
          // A quote within quotes is doubled, as RFC 4180, spreadsheets and pandas have it.
          "escape", "\"",
          // Spark's 20,480 are fewer than tables of genes have.
          "maxColumns", "1000000");

  /** What Lockstep itself needs. */
  private static final Map<String, String> REQUIRED =
      Map.of(
          // Malformed rows are only told from others where all columns are parsed.
          "columnPruning", "false", "columnNameOfCorruptRecord", MALFORMED_COLUMN);

  /** Fields of a row: columns that are in the files. */
  private final int fields;

  private CsvSource(
      SparkSession spark,
      Format format,
      List<String> paths,
      Dataset<Row> rows,
      List<String> untyped,
      int fields) {
    super(spark, format, paths, rows, untyped);
    this.fields = fields;
  }

  @Override
  public String malformed() {
    return String.format(
        Locale.ROOT, "which has not the %,d field%s of the header", fields, fields == 1 ? "" : "s");
  }

  /** Opens the files: their first line tells the names of the columns. */
  static TableSource open(SparkSession spark, Format given, List<String> paths) {
    Format format = format(given);
    Dataset<Row> named = load(spark, format, paths);
    List<String> names = List.of(named.columns());
    List<String> inFiles = new ArrayList<>(names);
    inFiles.removeAll(partitions(named));
    StructType texts =
        new StructType(names.stream().map(FileSource::text).toArray(StructField[]::new))
            .add(text(MALFORMED_COLUMN));
    Dataset<Row> rows = load(spark, format, paths, texts);
    if (isSet(format, "header", "true") && !isSet(given, "enforceSchema", "true")) {
      new CsvHeaders(spark, format, inFiles).check(rows);
    }
    List<String> untyped = isInferring(given) ? names : List.of();
    return new CsvSource(spark, format, paths, rows, untyped, inFiles.size());
  }

  private static Format format(Format given) {
    Map<String, String> options = new LinkedHashMap<>(given.options());
    options.keySet().removeIf(name -> REQUIRED.keySet().stream().anyMatch(name::equalsIgnoreCase));
    options.keySet().removeIf("inferSchema"::equalsIgnoreCase);
    options.putAll(REQUIRED);
    return withDefaults(new Format(given.name(), options), DEFAULTS);
  }

  /** Whether columns of texts may be found to hold something else. */
  private static boolean isInferring(Format given) {
    return !isSet(given, "inferSchema", "false");
  }

  private static boolean isSet(Format format, String name, String value) {
    return format.options().entrySet().stream()
        .anyMatch(
            option ->
                option.getKey().equalsIgnoreCase(name)
                    && option.getValue().equalsIgnoreCase(value));
  }
}
