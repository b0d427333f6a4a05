package dev.lockstep.spark.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.lockstep.metric.Measure;
import dev.lockstep.spark.report.ComparedRuns;
import dev.lockstep.spark.report.ComparisonTable;
import dev.lockstep.spark.run.RunComparing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
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
      "by row with the first RUN, with a 95% interval of the difference. Writes nothing. Relative",
      "paths of the first RUN's configuration start at the working directory, as they did."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "For example:", "  scripts/lockstep compare runs/quickstart runs/adult"})
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

  @Override
  public String call() throws IOException {
    try (SparkSession spark = Sessions.start("compare", runs.get(0))) {
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
      return String.join(", ", runs) + " side by side";
    }
  }
}
