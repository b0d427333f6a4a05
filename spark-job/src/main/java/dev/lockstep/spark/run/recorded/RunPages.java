package dev.lockstep.spark.run.recorded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.spark.output.RunFolder;
import dev.lockstep.spark.page.ComparisonPage;
import dev.lockstep.spark.page.RunHistory;
import dev.lockstep.spark.page.RunPage;
import dev.lockstep.spark.page.SearchPage;
import dev.lockstep.spark.report.text.ComparedRuns;
import dev.lockstep.spark.table.BadDataException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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

  /**
   * Draws the pages of a run directory, or a search directory, again, and puts them there.
   *
   * @return their names
   * @throws ConfigException if it is none
   * @throws BadDataException if a file in it is none
   */
  public static List<String> redraw(String path, Configuration hadoop) throws IOException {
    RunFolder folder = RunFolder.existing(path, hadoop);
    Optional<byte[]> search = folder.find(RunFolder.SEARCH);
    List<String> drawn = new ArrayList<>();
    if (search.isPresent()) {
      folder.put(RunFolder.SEARCH_PAGE, search(path, search.get(), folder));
      drawn.add(RunFolder.SEARCH_PAGE);
    }
    if (search.isEmpty() || folder.find(RunFolder.REPORT).isPresent()) {
      Object report = RecordedRun.readAny(path, hadoop).report();
      folder.put(RunFolder.PAGE, new RunPage(report, history(path, hadoop)).html());
      drawn.add(RunFolder.PAGE);
    }
    return drawn;
  }

  private static byte[] search(String path, byte[] report, RunFolder folder) throws IOException {
    byte[] trials = folder.find(RunFolder.TRIAL_ROWS).orElse(new byte[0]);
    String name = path.replaceFirst("/+$", "").replaceFirst(".*/", "");
    try {
      return new SearchPage(name, new ObjectMapper().readTree(report), trials).html();
    } catch (JsonProcessingException e) {
      throw new BadDataException(
          String.format(
              Locale.ROOT,
              "%s or %s in %s is no JSON: %s",
              RunFolder.SEARCH,
              RunFolder.TRIAL_ROWS,
              path,
              e.getOriginalMessage()));
    }
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
