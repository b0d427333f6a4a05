package dev.lockstep.spark.cli;

import dev.lockstep.spark.cli.option.ConfigOptions;
import dev.lockstep.spark.cli.terminal.Sessions;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.report.text.CheckedGradient;
import dev.lockstep.spark.report.text.GradientTable;
import dev.lockstep.spark.run.job.GradientChecking;
import dev.lockstep.spark.run.job.GradientChecking.Extent;
import dev.lockstep.spark.run.job.WrongGradientException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Checks that backpropagation gives the gradient of the loss. */
@Command(
    name = "check-gradients",
    description =
        "Compare the gradient of CONFIG's network with two-sided differences of the loss in float64,"
            + " on rows of its table; nothing is written. Exit code 1 if a tensor's gradient is wrong.",
    footer = {
      "",
      "Some errors hide at the initial weights: check after some steps, too, as in",
      "  scripts/lockstep check-gradients conf/quickstart.yaml --after-steps 100"
    },
    mixinStandardHelpOptions = true)
final class CheckGradientsCommand implements Callable<String> {
  @ParentCommand
  @SuppressWarnings("NullAway.Init") // By picocli.
  private Main main;

  @Mixin private ConfigOptions options = new ConfigOptions();

  @Option(
      names = "--after-steps",
      defaultValue = "0",
      paramLabel = "K",
      description = "Take the first K steps of the training before. Default: ${DEFAULT-VALUE}.")
  private long afterSteps;

  @Option(
      names = "--sample",
      paramLabel = "N",
      description =
          "Check N parameters, equally many of each tensor as far as it has them, and one of each at"
              + " least. Default: as many as take a few seconds.")
  private @Nullable Long sample;

  @Override
  public String call() throws IOException {
    Extent extent =
        new Extent(afterSteps, sample == null ? OptionalLong.empty() : OptionalLong.of(sample));
    LockstepConfig loaded = options.load();
    PrintStream out = System.out;
    try (SparkSession spark = Sessions.start("check-gradients", options.file.toString())) {
      LockstepConfig config = options.startingFrom(loaded, spark);
      CheckedGradient checked = new GradientChecking(spark, config, main.terminal()).of(extent);
      out.print(GradientTable.of(checked));
      if (!checked.faults().isEmpty()) {
        throw new WrongGradientException(checked.faults());
      }
      return String.format(
          Locale.ROOT, "%,d parameters checked, none is wrong", checked.found().checked());
    }
  }
}
