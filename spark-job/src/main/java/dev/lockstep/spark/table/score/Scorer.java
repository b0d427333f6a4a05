package dev.lockstep.spark.table.score;

import dev.lockstep.model.Model;
import dev.lockstep.model.Target;
import dev.lockstep.spark.config.DataConfig.Malformed;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.table.read.FeatureReader;
import dev.lockstep.spark.table.read.RowReader.MalformedReader;
import dev.lockstep.spark.table.read.TableColumns;
import dev.lockstep.spark.table.source.TableSource;
import dev.lockstep.spark.table.source.TableSource.Expected;
import dev.lockstep.spark.table.source.Tables.Table;
import dev.lockstep.spark.table.value.MissingTexts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
import org.apache.spark.util.LongAccumulator;
import org.jspecify.annotations.Nullable;

/**
 * Adds a model's predictions to a table: the column prediction, of the label's type; for two
 * classes probability, that of the second class; for more, probabilities, one for each class in
 * order. All columns of the table are kept, those of a text format as the texts that they are.
 */
public final class Scorer {
  private final Model model;
  private final Layout layout;
  private final Malformed policy;
  private @Nullable LongAccumulator malformed;
  private @Nullable UnseenCategories unseen;

  /** How several numbers of a row are laid out. */
  public enum Layout {
    /** In one column that holds an array. */
    ARRAYS,
    /** In a column each, for formats that have no arrays. */
    COLUMNS;

    /** As a format needs it. */
    public static Layout of(String format) {
      return format.equalsIgnoreCase("csv") ? COLUMNS : ARRAYS;
    }
  }

  /**
   * A scorer.
   *
   * @param policy what a row does that is not what its format allows
   */
  public Scorer(Model model, Layout layout, Malformed policy) {
    this.model = model;
    this.layout = layout;
    this.policy = policy;
  }

  /**
   * The table with predictions.
   *
   * @throws BadDataException if the table lacks a feature, or has a column of the same name as an
   *     added one
   */
  public Dataset<Row> score(org.apache.spark.sql.SparkSession spark, Table given) {
    Map<String, Expected> expected = TableColumns.expected(model.features());
    Table table = given.readAs(expected);
    TableColumns columns =
        new TableColumns(table, new MissingTexts(model.features().missingTexts()));
    List<FeatureReader> readers = columns.features(expected);
    StructType scored = withPredictions(table.rows().schema(), table.name());
    Broadcast<float[]> parameters =
        new JavaSparkContext(spark.sparkContext()).broadcast(model.parameters());
    LongAccumulator leftOut = spark.sparkContext().longAccumulator("malformed rows");
    malformed = leftOut;
    UnseenCategories counted = new UnseenCategories(model.features(), spark.sparkContext());
    unseen = counted;
    Scoring.Shipped scoring = Scoring.Shipped.of(model, layout, added().size(), readers);
    @Nullable MalformedReader reader = MalformedReader.of(table, columns, policy);
    JavaRDD<InternalRow> rows =
        table
            .rows()
            .queryExecution()
            .toRdd()
            .toJavaRDD()
            .mapPartitions(
                part ->
                    new ScoredRows(
                        scoring.open(),
                        parameters.value(),
                        new WellFormedRows(part, reader, leftOut),
                        counted));
    Dataset<Row> result = ((SparkSession) spark).internalCreateDataFrame(rows.rdd(), scored, false);
    return ofColumnType(result).drop(TableSource.MALFORMED_COLUMN);
  }

  private Dataset<Row> ofColumnType(Dataset<Row> scored) {
    return model.target() instanceof Target.Classification classes
        ? scored.withColumn("prediction", scored.col("prediction").cast(columnType(classes)))
        : scored;
  }

  /** What is to be said of the rows that have been scored so far. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    if (malformed != null && malformed.value() > 0) {
      warnings.add(
          String.format(Locale.ROOT, "%,d malformed rows have been left out", malformed.value()));
    }
    if (unseen != null) {
      warnings.addAll(unseen.warnings());
    }
    return warnings;
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
      List<StructField> added = new ArrayList<>();
      added.add(field("prediction", labelType(classes)));
      if (classes.labels().size() == 2) {
        added.add(field("probability", DataTypes.FloatType));
      } else {
        added.addAll(
            several(
                DataTypes.FloatType, "probabilities", "probability_", classes.labels().values()));
      }
      return added;
    }
    return model.target().columns().size() == 1
        ? List.of(field("prediction", DataTypes.DoubleType))
        : several(DataTypes.DoubleType, "prediction", "prediction_", model.target().columns());
  }

  /** One column with an array, or as many as there are names. */
  private List<StructField> several(DataType type, String array, String prefix, List<?> names) {
    return layout == Layout.ARRAYS
        ? List.of(field(array, DataTypes.createArrayType(type, false)))
        : names.stream().map(name -> field(prefix + name, type)).toList();
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
