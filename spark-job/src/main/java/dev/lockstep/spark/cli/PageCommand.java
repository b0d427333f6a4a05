package dev.lockstep.spark.cli;

import dev.lockstep.spark.cli.terminal.Sessions;
import dev.lockstep.spark.run.recorded.RunPages;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Draws the pages of a run, or a search, again. */
@Command(
    name = "page",
    description = {
      "Draw the pages of RUN again by what its files tell: report.html, and search.html of a search;",
      "also those of a run that failed or goes on. They replace the pages that are there."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "For example:", "  scripts/lockstep page runs/quickstart"})
final class PageCommand implements Callable<String> {
  @Parameters(paramLabel = "RUN", description = "A run directory, or a search directory.")
  private String run = "";

  @Override
  public String call() throws IOException {
    try (SparkSession spark = Sessions.start("page", run)) {
      List<String> drawn = RunPages.redraw(run, spark.sparkContext().hadoopConfiguration());
      return run + ": drew " + String.join(" and ", drawn);
    }
  }
}
