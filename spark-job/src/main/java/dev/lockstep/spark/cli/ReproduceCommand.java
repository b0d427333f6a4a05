package dev.lockstep.spark.cli;

import dev.lockstep.spark.cli.terminal.Failure;
import dev.lockstep.spark.cli.terminal.Sessions;
import dev.lockstep.spark.run.recorded.Reproduction;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExitCodeGenerator;
import picocli.CommandLine.Parameters;

/** Trains a run again, and tells whether the same parameters come of it. */
@Command(
    name = "reproduce",
    description = {
      "Train RUN again, as its report.json says, with the same kernel and number of shards, and",
      "compare parameters.sha256. Writes nothing. Exit code 1 if they differ, with what else does:",
      "rows, configuration, versions, kind of processor. Relative paths of RUN's configuration",
      "start at the working directory, as they did."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "For example:", "  scripts/lockstep reproduce runs/quickstart"})
final class ReproduceCommand implements Callable<String>, IExitCodeGenerator {
  @Parameters(paramLabel = "RUN", description = "A run directory.")
  private String run = "";

  private boolean equal = true;

  @Override
  public String call() throws IOException {
    PrintStream out = System.out;
    try (SparkSession spark = Sessions.start("reproduce", run)) {
      Reproduction.Verdict verdict = Reproduction.of(spark, run);
      verdict.lines().forEach(out::println);
      equal = verdict.equal();
      return verdict.lines().get(0);
    }
  }

  @Override
  public int getExitCode() {
    return equal ? 0 : Failure.RUNNING;
  }
}
