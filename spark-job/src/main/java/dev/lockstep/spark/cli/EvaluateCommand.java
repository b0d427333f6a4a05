package dev.lockstep.spark.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.lockstep.metric.MetricReport;
import dev.lockstep.model.Model;
import dev.lockstep.spark.cli.option.ComputeOptions;
import dev.lockstep.spark.cli.option.InputOptions;
import dev.lockstep.spark.cli.terminal.Sessions;
import dev.lockstep.spark.report.text.ConfusionTable;
import dev.lockstep.spark.run.Evaluation;
import dev.lockstep.spark.run.prepare.ModelSource;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Measures a model on a labelled table. */
@Command(
    name = "evaluate",
    description = "Measure MODEL on a labelled table; prints the figures as JSON.",
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<String> {
  private static final Logger LOG = LoggerFactory.getLogger(EvaluateCommand.class);

  @ParentCommand
  @SuppressWarnings("NullAway.Init") // By picocli.
  private Main main;

  @Parameters(
      paramLabel = "MODEL",
      description =
          "A run directory, or the model folder in it; before --input, which takes every path that follows.")
  private String path = "";

  @Mixin private InputOptions input = new InputOptions();
  @Mixin private ComputeOptions compute = new ComputeOptions();

  @Override
  public String call() throws Exception {
    try (SparkSession spark = Sessions.start("evaluate", path)) {
      Model model = ModelSource.read(path, spark.sparkContext().hadoopConfiguration());
      Evaluation evaluation = new Evaluation(spark, model, input.malformed, compute.blas());
      MetricReport figures = evaluation.of(input.format(), input.paths);
      System.out.println(
          new ObjectMapper()
              .enable(SerializationFeature.INDENT_OUTPUT)
              .writeValueAsString(figures.values()));
      evaluation.warnings().forEach(LOG::warn);
      main.log.terminal().print(ConfusionTable.of("confusion", figures));
      return "the figures of " + path + " are on standard output";
    }
  }
}
