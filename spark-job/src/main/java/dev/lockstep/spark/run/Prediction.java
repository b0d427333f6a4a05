package dev.lockstep.spark.run;

import dev.lockstep.model.Model;
import dev.lockstep.spark.config.DataConfig.Format;
import dev.lockstep.spark.config.DataConfig.Malformed;
import dev.lockstep.spark.table.score.Scorer;
import dev.lockstep.spark.table.source.Tables;
import dev.lockstep.spark.table.source.Tables.Table;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Adds a model's predictions to tables, in anybody's Spark session. */
public final class Prediction {
  private final SparkSession spark;
  private final Scorer scorer;

  /**
   * By a model.
   *
   * @param layout of the columns that are added
   * @param malformed what a row does that is not what its format allows
   */
  public Prediction(SparkSession spark, Model model, Scorer.Layout layout, Malformed malformed) {
    this.spark = spark;
    this.scorer = new Scorer(model, layout, malformed);
  }

  /**
   * The rows of files with predictions; they are computed when somebody asks for them.
   *
   * @throws dev.lockstep.spark.table.BadDataException if they lack a column, for instance
   */
  public Dataset<Row> of(Format format, List<String> paths) {
    return scorer.score(spark, new Tables(spark).open(format, paths));
  }

  /** The rows of a dataset with predictions. */
  public Dataset<Row> of(Dataset<Row> rows) {
    return scorer.score(spark, Table.of(rows));
  }

  /** What is to be said of the rows that have been computed so far. */
  public List<String> warnings() {
    return scorer.warnings();
  }
}
