package dev.lockstep.spark.data;

import dev.lockstep.model.Model;
import dev.lockstep.model.Target;
import dev.lockstep.spark.data.Tables.Table;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Adds a model's predictions to a table: the column prediction, of the label's type; for two
 * classes probability, that of the second class; for more, probabilities, one for each class in
 * order. All columns of the table are kept.
 */
public final class Scorer {
  private final Model model;

  public Scorer(Model model) {
    this.model = model;
  }

  /**
   * The table with predictions.
   *
   * @throws BadDataException if the table lacks a feature, or has a column of the same name as an
   *     added one
   */
  public Dataset<Row> score(org.apache.spark.sql.SparkSession spark, Table table) {
    StructType schema = table.rows().schema();
    List<FeatureReader> readers = new TableColumns(schema, table.name()).features(model.features());
    StructType scored = withPredictions(schema, table.name());
    Broadcast<float[]> parameters =
        new JavaSparkContext(spark.sparkContext()).broadcast(model.parameters());
    Scoring.Shipped scoring = Scoring.Shipped.of(model, readers);
    JavaRDD<InternalRow> rows =
        table
            .rows()
            .queryExecution()
            .toRdd()
            .toJavaRDD()
            .mapPartitions(part -> new ScoredRows(scoring.open(), parameters.value(), part));
    Dataset<Row> result = ((SparkSession) spark).internalCreateDataFrame(rows.rdd(), scored, false);
    return model.target() instanceof Target.Classification classes
        ? result.withColumn("prediction", result.col("prediction").cast(columnType(classes)))
        : result;
  }

  private StructType withPredictions(StructType schema, String table) {
    StructType scored = schema;
    for (StructField added : added()) {
      // Spark does not tell apart names that differ in case only.
      if (Arrays.stream(schema.fieldNames()).anyMatch(added.name()::equalsIgnoreCase)) {
        throw new BadDataException(
            String.format(
                Locale.ROOT,
                "%s has a column '%s' already, which scoring adds; rename it first",
                table,
                added.name()));
      }
      scored = scored.add(added);
    }
    return scored;
  }

  private List<StructField> added() {
    if (model.target() instanceof Target.Classification classes) {
      StructField prediction = field("prediction", labelType(classes));
      return classes.labels().size() == 2
          ? List.of(prediction, field("probability", DataTypes.FloatType))
          : List.of(
              prediction,
              field("probabilities", DataTypes.createArrayType(DataTypes.FloatType, false)));
    }
    DataType number = DataTypes.FloatType;
    return List.of(
        field(
            "prediction",
            model.target().columns().size() == 1
                ? number
                : DataTypes.createArrayType(number, false)));
  }

  private static StructField field(String name, DataType type) {
    return DataTypes.createStructField(name, type, true);
  }

  /** The type of the label column in training. */
  private static DataType columnType(Target.Classification classes) {
    try {
      return DataType.fromDDL(classes.type());
    } catch (Exception e) { // A checked exception of Scala code, which does not declare it.
      throw new BadDataException(
          String.format(
              Locale.ROOT,
              "the model's label column '%s' has the type '%s', which Spark %s does not know",
              classes.column(),
              classes.type(),
              org.apache.spark.package$.MODULE$.SPARK_VERSION()),
          e);
    }
  }

  /** Labels are strings, longs, doubles or booleans within the model. */
  static DataType labelType(Target.Classification classes) {
    Object label = classes.labels().get(0);
    if (label instanceof Long) {
      return DataTypes.LongType;
    } else if (label instanceof Double) {
      return DataTypes.DoubleType;
    }
    return label instanceof Boolean ? DataTypes.BooleanType : DataTypes.StringType;
  }
}
