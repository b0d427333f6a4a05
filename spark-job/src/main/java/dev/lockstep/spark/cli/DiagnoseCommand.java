package dev.lockstep.spark.cli;

import dev.lockstep.spark.cli.terminal.Sessions;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.DiagnosisConfig;
import dev.lockstep.spark.run.recorded.RunDiagnosis;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells what a trained network suffers from, and what to do about it. */
@Command(
    name = "diagnose",
    description = {
      "Tell by the errors of RUN on the train, dev and test split whether it has high bias or high",
      "variance, and which keys of its configuration to turn, with the values that they had."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "For example:", "  scripts/lockstep diagnose runs/covertype --target-error 0.03"})
final class DiagnoseCommand implements Callable<String> {
  @Parameters(paramLabel = "RUN", description = "A run directory.")
  private String run = "";

  @Option(
      names = "--target-error",
      paramLabel = "ERROR",
      description =
          "The error of the best there is, in [0, 1); otherwise diagnosis.target_error of the run.")
  private @Nullable Double targetError;

  @Override
  public String call() throws IOException {
    Optional<DiagnosisConfig> target =
        Optional.ofNullable(targetError).map(DiagnoseCommand::config);
    try (SparkSession spark = Sessions.start("diagnose", run)) {
      System.out.print(RunDiagnosis.of(run, target, spark.sparkContext().hadoopConfiguration()));
    }
    return "diagnosis of " + run;
  }

  private static DiagnosisConfig config(double targetError) {
    try {
      return DiagnosisConfig.ofTarget(targetError);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(List.of("--target-error: " + e.getMessage()));
    }
  }
}
