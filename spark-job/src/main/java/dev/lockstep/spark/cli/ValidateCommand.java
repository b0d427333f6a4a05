package dev.lockstep.spark.cli;

import dev.lockstep.spark.cli.option.ConfigOptions;
import dev.lockstep.spark.cli.terminal.Sessions;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.run.job.TrainingRun;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
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

  @Option(
      names = "--within",
      paramLabel = "SECONDS",
      defaultValue = "20",
      description =
          "How long the tables may be looked at: what is not known by then is said not to be checked."
              + " Default: ${DEFAULT-VALUE}.")
  private int within;

  @Override
  public String call() throws Exception {
    if (within < 1) {
      throw ConfigException.of("--within: found %d; at least 1 is allowed", within);
    }
    LockstepConfig loaded = options.load();
    PrintStream out = System.out;
    try (SparkSession spark = Sessions.start("validate", options.file.toString())) {
      LockstepConfig config = options.startingFrom(loaded, spark);
      new TrainingRun(spark, config, options.file, main.terminal())
          .validate(out::println, Duration.ofSeconds(within));
      out.println("valid: " + options.file);
    }
    return options.file + " is valid";
  }
}
