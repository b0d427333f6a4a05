package dev.lockstep.spark.run.recorded;

import dev.lockstep.metric.Measure;
import dev.lockstep.metric.Task;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.report.text.ComparedRuns;
import dev.lockstep.spark.report.text.ComparedRuns.Run;
import dev.lockstep.spark.report.text.ComparedRuns.TestDifference;
import dev.lockstep.spark.report.text.RunDifferences;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Puts runs side by side by their reports, and by their predictions of the rows of the test split.
 */
public final class RunComparing {
  private final SparkSession spark;
  private final Function<Throwable, List<String>> cause;

  /**
   * In a session.
   *
   * @param cause tells what went wrong, line by line
   */
  public RunComparing(SparkSession spark, Function<Throwable, List<String>> cause) {
    this.spark = spark;
    this.cause = cause;
  }

  /**
   * Compares runs, each with the first of them.
   *
   * @param runs paths of run directories, also of what failed or unfinished runs have left
   * @param metric of the test split; empty for accuracy, or rmse
   * @param data whether tables are to be read
   * @throws ConfigException if one is no run directory or named twice, or they have other tasks
   * @throws dev.lockstep.spark.table.BadDataException if a report is none
   */
  public ComparedRuns of(List<String> runs, Optional<Measure> metric, boolean data)
      throws IOException {
    checkDistinct(runs);
    List<RecordedRun> recorded = new ArrayList<>();
    for (String run : runs) {
      recorded.add(RecordedRun.readAny(run, hadoop()));
    }
    checkTasks(recorded);
    Measure measure = measure(recorded, metric);
    RunDifferences reports =
        new RunDifferences(recorded.stream().map(RecordedRun::report).toList());
    return new ComparedRuns(
        recorded.stream().map(RunComparing::told).toList(),
        reports.config(),
        reports.data(),
        reports.versions(),
        reports.training(),
        reports.metrics(),
        data ? differences(recorded, measure) : List.of());
  }

  private Configuration hadoop() {
    return spark.sparkContext().hadoopConfiguration();
  }

  private void checkDistinct(List<String> runs) throws IOException {
    if (runs.size() < 2) {
      throw ConfigException.of("found %d run, expected at least 2 to compare", runs.size());
    }
    Set<Path> paths = new HashSet<>();
    for (String run : runs) {
      Path path;
      try {
        path = new Path(run);
      } catch (IllegalArgumentException e) {
        throw ConfigException.of("found '%s' as the path of a run: %s", run, e.getMessage());
      }
      if (!paths.add(path.getFileSystem(hadoop()).makeQualified(path))) {
        throw ConfigException.of("%s is named twice; allowed: each run once", run);
      }
    }
  }

  private static void checkTasks(List<RecordedRun> runs) {
    RecordedRun first = runs.get(0);
    for (RecordedRun other : runs) {
      boolean known = first.task().isPresent() && other.task().isPresent();
      if (!first.labels().equals(other.labels()) || (known && !first.task().equals(other.task()))) {
        throw ConfigException.of(
            "%s predicts %s, and %s predicts %s: runs of different tasks cannot be compared",
            first.run(), first.predicts(), other.run(), other.predicts());
      }
    }
  }

  /** That of the test split. */
  private static Measure measure(List<RecordedRun> runs, Optional<Measure> asked) {
    Task task = runs.stream().flatMap(run -> run.task().stream()).findFirst().orElse(Task.BINARY);
    Measure plain = task == Task.REGRESSION ? Measure.RMSE : Measure.ACCURACY;
    Measure measure = asked.orElse(plain);
    if (!measure.isOf(task) || !TestRowsOfRuns.isComparable(measure)) {
      throw ConfigException.of(
          "--metric: found %s; allowed: %s",
          measure,
          String.join(
              ", ",
              Measure.of(task).stream()
                  .filter(TestRowsOfRuns::isComparable)
                  .map(Measure::toString)
                  .toList()));
    }
    return measure;
  }

  private static Run told(RecordedRun run) {
    String status = run.text("status");
    return new Run(run.run(), status.isEmpty() ? "status unknown" : status, run.text("cause"));
  }

  private List<TestDifference> differences(List<RecordedRun> runs, Measure measure) {
    TestRowsOfRuns rows = new TestRowsOfRuns(spark, cause, measure);
    List<TestDifference> found = new ArrayList<>();
    for (int i = 1; i < runs.size(); i++) {
      found.add(rows.difference(runs.get(0), 0, runs.get(i), i));
    }
    return found;
  }
}
