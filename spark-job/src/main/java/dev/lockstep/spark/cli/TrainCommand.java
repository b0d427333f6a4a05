package dev.lockstep.spark.cli;

import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.run.TrainingRun;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** Trains a network as a configuration says. */
@Command(
    name = "train",
    description = "Train a network as CONFIG says, and write a run directory to output.path.",
    mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
  @ParentCommand
  @SuppressWarnings("NullAway.Init") // By picocli.
  private Main main;

  @Mixin private ConfigOptions options = new ConfigOptions();

  @Override
  public Integer call() throws Exception {
    LockstepConfig config = options.load();
    PrintStream out = System.out;
    try (SparkSession spark = Sessions.start("train", options.file.toString())) {
      out.print(new TrainingRun(spark, config, options.file, new Terminal(main.log)).run());
    }
    return 0;
  }
}
