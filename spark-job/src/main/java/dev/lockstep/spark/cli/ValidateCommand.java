package dev.lockstep.spark.cli;

import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.run.TrainingRun;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** Checks everything that can be checked without training. */
@Command(
    name = "validate",
    description =
        "Check CONFIG, its tables, the network and the output, all that can be checked without"
            + " training.",
    mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<String> {
  @ParentCommand
  @SuppressWarnings("NullAway.Init") // By picocli.
  private Main main;

  @Mixin private ConfigOptions options = new ConfigOptions();

  @Override
  public String call() throws Exception {
    LockstepConfig config = options.load();
    try (SparkSession spark = Sessions.start("validate", options.file.toString())) {
      System.out.println(
          new TrainingRun(spark, config, options.file, new Terminal(main.log)).validate());
    }
    return options.file + " is valid";
  }
}
