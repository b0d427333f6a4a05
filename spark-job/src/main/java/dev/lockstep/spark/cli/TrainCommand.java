package dev.lockstep.spark.cli;

import dev.lockstep.spark.cli.option.ConfigOptions;
import dev.lockstep.spark.cli.option.ResumeOption;
import dev.lockstep.spark.cli.terminal.Failure;
import dev.lockstep.spark.cli.terminal.Sessions;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.report.text.Summary;
import dev.lockstep.spark.run.directory.Resume;
import dev.lockstep.spark.run.job.TrainingRun;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExitCodeGenerator;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Trains a network as a configuration says. */
@Command(
    name = "train",
    description = "Train a network as CONFIG says, and write a run directory to output.path.",
    mixinStandardHelpOptions = true,
    footer = {"", "For example:", "  scripts/lockstep train conf/covertype.yaml --resume"})
final class TrainCommand implements Callable<String>, IExitCodeGenerator {
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

  @Option(
      names = "--resume",
      paramLabel = "force",
      arity = "0..1",
      converter = ResumeOption.class,
      preprocessor = ResumeOption.class,
      description = {
        "Go on from the newest checkpoint that a run with this output has left; begin anew if there",
        "is none. One of another configuration or of other rows is refused, unless it is =force."
      })
  private Resume resume = Resume.NO;

  private boolean withheld;

  @Override
  public String call() throws Exception {
    LockstepConfig config = options.load();
    PrintStream out = System.out;
    try (SparkSession spark = Sessions.start("train", options.file.toString())) {
      TrainingRun run =
          options
              .startingFrom(new TrainingRun(spark, config, options.file, main.terminal()))
              .resuming(resume);
      Summary summary = learningCurve ? run.runWithLearningCurve() : run.run();
      withheld = run.isWithheld();
      out.print(summary.text());
      return summary.line();
    }
  }

  @Override
  public int getExitCode() {
    return withheld ? Failure.NOT_PROMOTED : 0;
  }
}
