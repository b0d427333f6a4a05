package dev.lockstep.spark.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.lockstep.metric.Measure;
import dev.lockstep.spark.cli.terminal.Failure;
import dev.lockstep.spark.cli.terminal.Sessions;
import dev.lockstep.spark.output.Inputs;
import dev.lockstep.spark.output.Output;
import dev.lockstep.spark.output.OutputFile;
import dev.lockstep.spark.report.text.ComparedRuns;
import dev.lockstep.spark.report.text.ComparisonTable;
import dev.lockstep.spark.run.recorded.RunComparing;
import dev.lockstep.spark.run.recorded.RunPages;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts runs side by side. */
@Command(
    name = "compare",
    description = {
      "Tell what differs between runs: keys of their configurations, their data and versions, and",
      "their figures side by side. Runs that were measured on the same test split are compared row",
      "by row with the first RUN, with a 95% interval of the difference. Writes nothing but the page",
      "that --html asks for. Relative paths of the first RUN's configuration start at the working",
      "directory, as they did."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "For example:",
      "  scripts/lockstep compare runs/quickstart runs/adult",
      "  scripts/lockstep compare runs/quickstart runs/adult --html compared.html"
    })
final class CompareCommand implements Callable<String> {
  @Parameters(
      paramLabel = "RUN",
      arity = "2..*",
      description = "Run directories, also of runs that failed or go on, at least two.")
  private List<String> runs = new ArrayList<>();

  @Option(
      names = "--metric",
      paramLabel = "METRIC",
      description = "What is compared on the test split. Default: accuracy, or rmse.")
  private @Nullable Measure metric;

  @Option(names = "--no-data", description = "Read no table: compare reports alone.")
  private boolean reportsAlone;

  @Option(names = "--json", description = "Print all of it as JSON.")
  private boolean json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Draw a page of it with charts, one file that needs nothing beside it.")
  private @Nullable String html;

  @Option(names = "--overwrite", description = "Replace FILE if it exists.")
  private boolean overwrite;

  @Override
  public String call() throws IOException {
    try (SparkSession spark = Sessions.start("compare", runs.get(0))) {
      Configuration hadoop = spark.sparkContext().hadoopConfiguration();
      Optional<OutputFile> page =
          Optional.ofNullable(html)
              .map(
                  file ->
                      OutputFile.of(
                          Output.file("--html", file, overwrite),
                          new Inputs().add("RUN", runs),
                          hadoop));
      ComparedRuns compared =
          new RunComparing(spark, Failure::lines)
              .of(runs, Optional.ofNullable(metric), !reportsAlone);
      if (json) {
        System.out.println(
            new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValueAsString(compared.values()));
      } else {
        System.out.print(ComparisonTable.of(compared));
      }
      if (page.isPresent()) {
        page.get().write(RunPages.of(compared, hadoop));
      }
      String told = String.join(", ", runs) + " side by side";
      return html == null ? told : told + ", in " + html;
    }
  }
}
