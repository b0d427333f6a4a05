package dev.lockstep.spark.cli;

import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.report.Summary;
import dev.lockstep.spark.run.TrainingRun;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Trains a network as a configuration says. */
@Command(
    name = "train",
    description = "Train a network as CONFIG says, and write a run directory to output.path.",
    mixinStandardHelpOptions = true,
    footer = {"", "For example:", "  scripts/lockstep train conf/covertype.yaml --learning-curve"})
final class TrainCommand implements Callable<String> {
  @ParentCommand
  @SuppressWarnings("NullAway.Init") // By picocli.
  private Main main;

  @Mixin private ConfigOptions options = new ConfigOptions();

  @Option(
      names = "--learning-curve",
      description = {
        "Train on 1/8, 1/4 and 1/2 of the training split too, before all of it,",
        "and tell by the dev errors whether more data would help. Takes nearly twice as long;",
        "with training.steps, which each of them takes, four times."
      })
  private boolean learningCurve;

  @Override
  public String call() throws Exception {
    LockstepConfig config = options.load();
    PrintStream out = System.out;
    try (SparkSession spark = Sessions.start("train", options.file.toString())) {
      TrainingRun run = new TrainingRun(spark, config, options.file, new Terminal(main.log));
      Summary summary = learningCurve ? run.runWithLearningCurve() : run.run();
      out.print(summary.text());
      return summary.line();
    }
  }
}
