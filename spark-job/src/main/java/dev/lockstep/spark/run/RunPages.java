package dev.lockstep.spark.run;

import dev.lockstep.spark.output.RunFolder;
import dev.lockstep.spark.page.ComparisonPage;
import dev.lockstep.spark.page.RunHistory;
import dev.lockstep.spark.report.ComparedRuns;
import dev.lockstep.spark.table.BadDataException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Draws pages of what lies in run directories. */
public final class RunPages {
  private RunPages() {}

  /**
   * The page of runs that were compared.
   *
   * @throws BadDataException if a file of a run is none
   * @throws IOException if one cannot be read
   */
  public static byte[] of(ComparedRuns compared, Configuration hadoop) throws IOException {
    List<ComparisonPage.Run> runs = new ArrayList<>();
    for (ComparedRuns.Run run : compared.runs()) {
      runs.add(
          new ComparisonPage.Run(
              RecordedRun.readAny(run.path(), hadoop).report(), history(run.path(), hadoop)));
    }
    return new ComparisonPage(compared.values(), runs).html();
  }

  /** How a run went; nothing where it was not logged. */
  private static RunHistory history(String run, Configuration hadoop) throws IOException {
    Path file = new Path(run, RunFolder.METRICS);
    byte[] lines;
    try (InputStream in = file.getFileSystem(hadoop).open(file)) {
      lines = in.readAllBytes();
    } catch (FileNotFoundException e) {
      return new RunHistory();
    }
    try {
      return new RunHistory().read(lines);
    } catch (IOException e) {
      throw new BadDataException(
          String.format(
              Locale.ROOT, "%s in %s is no JSON: %s", RunFolder.METRICS, run, e.getMessage()));
    }
  }
}
