package dev.lockstep.spark.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.lockstep.metric.MetricReport;
import dev.lockstep.model.Model;
import dev.lockstep.model.Target;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.Shuffle;
import dev.lockstep.spark.config.DataConfig;
import dev.lockstep.spark.exchange.Computation;
import dev.lockstep.spark.exchange.JobGradients;
import dev.lockstep.spark.memory.Layout;
import dev.lockstep.spark.memory.Preflight;
import dev.lockstep.spark.memory.Workload;
import dev.lockstep.spark.report.ConfusionTable;
import dev.lockstep.spark.table.pack.TableLoader;
import dev.lockstep.spark.table.pack.TableLoader.Sharding;
import dev.lockstep.spark.table.source.Tables;
import dev.lockstep.spark.table.statistics.CheckedTables;
import dev.lockstep.train.Split;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Measures a model on a labelled table. */
@Command(
    name = "evaluate",
    description = "Measure MODEL on a labelled table; prints the figures as JSON.",
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
  @ParentCommand
  @SuppressWarnings("NullAway.Init") // By picocli.
  private Main main;

  @Parameters(paramLabel = "MODEL", description = "A run directory, or the model folder in it.")
  private String path = "";

  @Mixin private InputOptions input = new InputOptions();
  @Mixin private ComputeOptions compute = new ComputeOptions();

  @Override
  public Integer call() throws Exception {
    try (SparkSession spark = Sessions.start("evaluate", path)) {
      Model model = ModelSource.read(path, spark.sparkContext().hadoopConfiguration());
      MetricReport figures = evaluate(spark, model);
      System.out.println(
          new ObjectMapper()
              .enable(SerializationFeature.INDENT_OUTPUT)
              .writeValueAsString(figures.values()));
      main.log.terminal().print(ConfusionTable.of("confusion", figures));
    }
    return 0;
  }

  private MetricReport evaluate(SparkSession spark, Model model) {
    Sharding sharding = new Sharding(OptionalInt.empty(), Shuffle.NONE);
    boolean regression = model.target() instanceof Target.Regression;
    DataConfig config = config(model);
    TableLoader loader = new TableLoader(config, sharding, regression, model);
    CheckedTables tables = loader.check(new Tables(spark).open(config, 0));
    Computation task =
        new Computation(
            model.network(),
            new BatchPlan(tables.trainRows(), 1, Shuffle.NONE, 0),
            Learning.of(model).metrics(tables),
            compute.blas(spark));
    new Preflight(Workload.evaluation(tables, task), Layout.of(spark.sparkContext())).check();
    try (JobGradients examples =
        new JobGradients(
            new JavaSparkContext(spark.sparkContext()), task, loader.load(tables).splits())) {
      return examples.evaluate(model.parameters(), Split.TRAIN);
    }
  }

  /** The whole table as one split, with the columns that the model was trained on. */
  private DataConfig config(Model model) {
    return new DataConfig(
        input.format(),
        new DataConfig.Splits(input.paths, List.of(), List.of()),
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
            input.malformed,
            true,
            true,
            Integer.MAX_VALUE));
  }
}
