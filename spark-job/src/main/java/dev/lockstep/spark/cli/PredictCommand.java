package dev.lockstep.spark.cli;

import dev.lockstep.model.Model;
import dev.lockstep.spark.cli.option.InputOptions;
import dev.lockstep.spark.cli.option.TableOutputOptions;
import dev.lockstep.spark.cli.terminal.Sessions;
import dev.lockstep.spark.output.Inputs;
import dev.lockstep.spark.output.TableDirectory;
import dev.lockstep.spark.run.Prediction;
import dev.lockstep.spark.run.prepare.ModelSource;
import dev.lockstep.spark.table.score.Scorer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Scores a table. */
@Command(
    name = "predict",
    description = {
      "Score a table with MODEL: adds the columns prediction and, for classes, probability or"
          + " probabilities",
      "(with --output-format csv probability_CLASS, one for each)."
    },
    mixinStandardHelpOptions = true)
final class PredictCommand implements Callable<String> {
  private static final Logger LOG = LoggerFactory.getLogger(PredictCommand.class);

  @Parameters(
      paramLabel = "MODEL",
      description =
          "A run directory, or the model folder in it; before --input, which takes every path that follows.")
  private String path = "";

  @Mixin private InputOptions input = new InputOptions();
  @Mixin private TableOutputOptions output = new TableOutputOptions();

  @Override
  public String call() throws IOException {
    try (SparkSession spark = Sessions.start("predict", path)) {
      Model model = ModelSource.read(path, spark.sparkContext().hadoopConfiguration());
      Inputs inputs = new Inputs().add("--input", input.paths).add("MODEL", List.of(path));
      try (TableDirectory scored = output.claim(spark, inputs)) {
        Scorer.Layout layout = Scorer.Layout.of(output.format);
        Prediction prediction = new Prediction(spark, model, layout, input.malformed);
        output.write(prediction.of(input.format(), input.paths), scored);
        prediction.warnings().forEach(LOG::warn);
      }
    }
    return "predictions in " + output.path;
  }
}
