package dev.lockstep.spark.table.source;

import dev.lockstep.feature.value.ColumnKind;
import dev.lockstep.spark.config.DataConfig.Format;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.table.value.NumberType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * JSON files. Each value says whether it is a number, a text or a list; but the type of a column is
 * what Spark finds in some files, and need not be that of others: of a column that is known, the
 * values are read as what they are known to be.
 */
final class JsonSource extends FileSource {
  private static final Logger LOG = LoggerFactory.getLogger(JsonSource.class);

  private JsonSource(
      SparkSession spark,
      Format format,
      List<String> paths,
      StructType schema,
      List<String> texts) {
    super(spark, format, paths, load(spark, format, paths, schema), texts);
  }

  /** Opens the files; their values tell the columns and types. */
  static TableSource open(SparkSession spark, Format given, List<String> paths) {
    Format format = withDefaults(given, Map.of("columnNameOfCorruptRecord", MALFORMED_COLUMN));
    var found = load(spark, format, paths);
    List<String> partitions = partitions(found);
    if (List.of(found.schema().fieldNames()).equals(List.of(MALFORMED_COLUMN))) {
      throw new BadDataException(
          "no line of "
              + String.join(", ", paths)
              + " is a JSON object; the option multiLine (data.options: {multiLine: true}) reads objects over several lines, or a list"
              + " of them");
    }
    StructType schema = withTexts(found.schema(), partitions);
    if (!List.of(schema.fieldNames()).contains(MALFORMED_COLUMN)) {
      schema = schema.add(text(MALFORMED_COLUMN));
    }
    return new JsonSource(spark, format, paths, schema, partitions);
  }

  @Override
  public String malformed() {
    return "which is not one JSON object, or holds values of another type than elsewhere";
  }

  @Override
  public TableSource readAs(Map<String, Expected> columns) {
    StructType found = rows().schema();
    StructType wanted =
        new StructType(
            Arrays.stream(found.fields())
                .map(
                    field ->
                        columns.containsKey(field.name())
                            ? new StructField(
                                field.name(),
                                type(columns.get(field.name()).kind(), field.dataType()),
                                true,
                                field.metadata())
                            : field)
                .toArray(StructField[]::new));
    for (Map.Entry<String, Expected> column : columns.entrySet()) {
      if (!List.of(found.fieldNames()).contains(column.getKey())) {
        LOG.warn(
            "No row of {} has the field '{}': its value is missing in all of them",
            String.join(", ", paths()),
            column.getKey());
        wanted = wanted.add(column.getKey(), type(column.getValue().kind(), DataTypes.NullType));
      }
    }
    return new JsonSource(spark(), format(), paths(), wanted, untyped());
  }

  /** What a column of that kind is read as, in which Spark found values of that type. */
  private static DataType type(ColumnKind kind, DataType found) {
    return switch (kind) {
      case NUMBER, BOOLEAN -> NumberType.of(found) == null ? DataTypes.StringType : found;
      case CATEGORY, CALENDAR -> DataTypes.StringType;
      case VECTOR -> DataTypes.createArrayType(DataTypes.DoubleType);
    };
  }
}
