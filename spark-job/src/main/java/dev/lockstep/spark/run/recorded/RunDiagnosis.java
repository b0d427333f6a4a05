package dev.lockstep.spark.run.recorded;

import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.DiagnosisConfig;
import dev.lockstep.spark.output.RunFolder;
import dev.lockstep.spark.report.StoredReport;
import dev.lockstep.spark.report.text.DiagnosisTable;
import dev.lockstep.spark.table.BadDataException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/** Tells by a run directory's report what the training suffers from, and what to do. */
public final class RunDiagnosis {
  private RunDiagnosis() {}

  /**
   * A table of errors, the verdict and the recipe, for people.
   *
   * @param target what to measure against; empty for what the run was measured against
   * @throws ConfigException if there is no report
   * @throws BadDataException if it is none
   */
  public static String of(String run, Optional<DiagnosisConfig> target, Configuration hadoop) {
    byte[] bytes = read(run, hadoop);
    try {
      StoredReport report = StoredReport.of(bytes);
      DiagnosisConfig recorded =
          report.targetError().stream()
              .mapToObj(DiagnosisConfig::ofTarget)
              .findFirst()
              .orElse(DiagnosisConfig.DEFAULT);
      return DiagnosisTable.of(report, target.orElse(recorded).targetError());
    } catch (IllegalArgumentException e) {
      throw new BadDataException(
          String.format(Locale.ROOT, "%s in %s %s", RunFolder.REPORT, run, e.getMessage()), e);
    }
  }

  /** The bytes of a run's report; throws ConfigException if there is none. */
  static byte[] read(String run, Configuration hadoop) {
    try {
      Path file = new Path(run, RunFolder.REPORT);
      try (InputStream in = file.getFileSystem(hadoop).open(file)) {
        return in.readAllBytes();
      }
    } catch (IllegalArgumentException | UnsupportedFileSystemException e) {
      throw ConfigException.of(
          "found '%s' as the path of a run, expected a run directory: %s",
          run, String.valueOf(e.getMessage()));
    } catch (FileNotFoundException e) {
      throw ConfigException.of("there is no report.json in %s: expected a run directory", run);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the report in " + run, e);
    }
  }
}
