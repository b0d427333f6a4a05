package dev.lockstep.spark.run;

import dev.lockstep.linalg.BlasChoice;
import dev.lockstep.metric.MetricReport;
import dev.lockstep.model.Model;
import dev.lockstep.model.Target;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.Shuffle;
import dev.lockstep.spark.cluster.SharedBlas;
import dev.lockstep.spark.config.DataConfig;
import dev.lockstep.spark.config.DataConfig.Format;
import dev.lockstep.spark.config.DataConfig.Malformed;
import dev.lockstep.spark.exchange.Computation;
import dev.lockstep.spark.exchange.JobGradients;
import dev.lockstep.spark.memory.Layout;
import dev.lockstep.spark.memory.Preflight;
import dev.lockstep.spark.memory.Workload;
import dev.lockstep.spark.run.prepare.Learning;
import dev.lockstep.spark.table.compare.UnseenRows;
import dev.lockstep.spark.table.pack.TableLoader;
import dev.lockstep.spark.table.pack.TableLoader.Sharding;
import dev.lockstep.spark.table.source.Tables;
import dev.lockstep.spark.table.source.Tables.Table;
import dev.lockstep.spark.table.statistics.CheckedTables;
import dev.lockstep.train.Split;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Measures a model on labelled tables, in anybody's Spark session. */
public final class Evaluation {
  private static final Format NONE = new Format("parquet", Map.of());

  private final SparkSession spark;
  private final Model model;
  private final Malformed malformed;
  private final SharedBlas blas;
  private List<UnseenRows> unseen = List.of();

  /**
   * Of a model.
   *
   * @param malformed what a row does that is not what its format allows
   * @throws dev.lockstep.linalg.BlasUnavailableException if what is to compute cannot be had here
   */
  public Evaluation(SparkSession spark, Model model, Malformed malformed, BlasChoice blas) {
    this.spark = spark;
    this.model = model;
    this.malformed = malformed;
    this.blas = new SharedBlas(spark.sparkContext(), blas);
  }

  /**
   * Measures on files.
   *
   * @throws dev.lockstep.spark.table.BadDataException if they lack a column, for instance
   */
  public MetricReport of(Format format, List<String> paths) {
    return of(format, paths, new Tables(spark).open(format, paths).of(Split.TRAIN));
  }

  /** Measures on a dataset. */
  public MetricReport of(Dataset<Row> rows) {
    return of(NONE, List.of("the dataset"), Table.of(rows, Split.TRAIN));
  }

  private MetricReport of(Format format, List<String> paths, Table table) {
    Sharding sharding = new Sharding(OptionalInt.empty(), Shuffle.NONE);
    boolean regression = model.target() instanceof Target.Regression;
    TableLoader loader = new TableLoader(config(format, paths), sharding, regression, model);
    CheckedTables tables = loader.check(List.of(table));
    Computation task =
        new Computation(
            model.network(),
            new BatchPlan(tables.trainRows(), 1, Shuffle.NONE, 0),
            Learning.of(model).metrics(tables),
            blas);
    new Preflight(Workload.evaluation(tables, task), Layout.of(spark.sparkContext())).check();
    var loaded = loader.load(tables);
    unseen = loaded.findings().unseen().getOrDefault(Split.TRAIN, List.of());
    try (JobGradients examples =
        new JobGradients(new JavaSparkContext(spark.sparkContext()), task, loaded.splits())) {
      return examples.evaluate(model.parameters(), Split.TRAIN);
    } finally {
      loaded.unpersist();
    }
  }

  /** What is to be said of the rows that have been measured on last. */
  public List<String> warnings() {
    return unseen.stream().map(UnseenRows::warning).toList();
  }

  /** The whole table as one split, with the columns that the model was trained on. */
  private DataConfig config(Format format, List<String> paths) {
    return new DataConfig(
        format,
        new DataConfig.Splits(paths, List.of(), List.of()),
        new DataConfig.Columns(
            model.target().columns(),
            Optional.of(model.features().columnNames()),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            model.features().weight()),
        new DataConfig.Preparation(
            model.features().missing(),
            model.features().missingTexts(),
            malformed,
            true,
            true,
            Integer.MAX_VALUE));
  }
}
