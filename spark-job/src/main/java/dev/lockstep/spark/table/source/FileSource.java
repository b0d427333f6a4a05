package dev.lockstep.spark.table.source;

import dev.lockstep.spark.config.DataConfig.Format;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.execution.datasources.PartitioningAwareFileIndex;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Files of a format that Spark reads with types. The directories of a partitioned table have none:
 * {@code shop=007} is a text, whatever Spark makes of it.
 */
class FileSource implements TableSource {
  private final SparkSession spark;
  private final Format format;
  private final List<String> paths;
  private final Dataset<Row> rows;
  private final List<String> untyped;

  /** Opens the files with the types that the format tells. */
  static TableSource open(SparkSession spark, Format format, List<String> paths) {
    Dataset<Row> found = load(spark, format, paths);
    List<String> partitions = partitions(found);
    if (partitions.isEmpty()) {
      return new FileSource(spark, format, paths, found, List.of());
    }
    StructType asText = withTexts(found.schema(), partitions);
    return new FileSource(spark, format, paths, load(spark, format, paths, asText), partitions);
  }

  FileSource(
      SparkSession spark,
      Format format,
      List<String> paths,
      Dataset<Row> rows,
      List<String> untyped) {
    this.spark = spark;
    this.format = format;
    this.paths = List.copyOf(paths);
    this.rows = rows;
    this.untyped = List.copyOf(untyped);
  }

  @Override
  public Dataset<Row> rows() {
    return rows;
  }

  @Override
  public List<String> untyped() {
    return untyped;
  }

  final SparkSession spark() {
    return spark;
  }

  final Format format() {
    return format;
  }

  final List<String> paths() {
    return paths;
  }

  static Dataset<Row> load(SparkSession spark, Format format, List<String> paths) {
    return spark
        .read()
        .format(format.name())
        .options(format.options())
        .load(paths.toArray(new String[0]));
  }

  static Dataset<Row> load(
      SparkSession spark, Format format, List<String> paths, StructType schema) {
    return spark
        .read()
        .format(format.name())
        .options(format.options())
        .schema(schema)
        .load(paths.toArray(new String[0]));
  }

  /** The columns that are not in the files, but in the names of their directories. */
  static List<String> partitions(Dataset<Row> rows) {
    return rows.queryExecution().analyzed() instanceof LogicalRelation relation
            && relation.relation() instanceof HadoopFsRelation files
            // Others, such as delta's, know the types of their directories.
            && files.location() instanceof PartitioningAwareFileIndex
        ? List.of(files.partitionSchema().fieldNames())
        : List.of();
  }

  /** That schema, but with texts in those columns. */
  static StructType withTexts(StructType schema, List<String> columns) {
    return new StructType(
        Arrays.stream(schema.fields())
            .map(field -> columns.contains(field.name()) ? text(field.name()) : field)
            .toArray(StructField[]::new));
  }

  static StructField text(String name) {
    return DataTypes.createStructField(name, DataTypes.StringType, true);
  }

  /** That format with options where it does not set them, whatever the case of their names. */
  static Format withDefaults(Format format, Map<String, String> defaults) {
    Map<String, String> options = new LinkedHashMap<>(format.options());
    defaults.forEach(
        (name, value) -> {
          if (options.keySet().stream().noneMatch(name::equalsIgnoreCase)) {
            options.put(name, value);
          }
        });
    return new Format(format.name(), options);
  }
}
