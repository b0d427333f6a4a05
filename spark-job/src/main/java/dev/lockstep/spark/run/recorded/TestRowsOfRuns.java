package dev.lockstep.spark.run.recorded;

import dev.lockstep.metric.Measure;
import dev.lockstep.model.Model;
import dev.lockstep.spark.champion.Comparing;
import dev.lockstep.spark.champion.Comparison;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.config.PublishConfig;
import dev.lockstep.spark.report.text.ComparedRuns.TestDifference;
import dev.lockstep.spark.report.text.RunDifferences;
import dev.lockstep.spark.run.Publication;
import dev.lockstep.spark.run.prepare.ModelSource;
import dev.lockstep.spark.table.source.Tables;
import dev.lockstep.spark.table.source.Tables.Table;
import dev.lockstep.train.Split;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Scores the rows of a test split by the models of two runs that were both measured on it. */
final class TestRowsOfRuns {
  private static final Logger LOG = LoggerFactory.getLogger(TestRowsOfRuns.class);

  /** Of figures that are sums over the same rows in another order. */
  private static final double ROUNDING = 1e-6;

  private final SparkSession spark;
  private final Function<Throwable, List<String>> cause;
  private final Measure measure;

  TestRowsOfRuns(SparkSession spark, Function<Throwable, List<String>> cause, Measure measure) {
    this.spark = spark;
    this.cause = cause;
    this.measure = measure;
  }

  /** Whether a report has it as it is computed here: the loss is another one in a regression. */
  static boolean isComparable(Measure measure) {
    return PublishConfig.isComparable(measure) && measure != Measure.LOSS;
  }

  /** How much better a run is than the one before; or why nobody knows. */
  TestDifference difference(RecordedRun before, int place, RecordedRun run, int placeOfRun) {
    Optional<String> why = unlike(before, run);
    if (why.isPresent()) {
      return new TestDifference(placeOfRun, place, Optional.empty(), why.get());
    }
    try {
      Comparison found = compare(before, run);
      return changed(before, found.figures().champion())
          .or(() -> changed(run, found.figures().challenger()))
          .map(other -> new TestDifference(placeOfRun, place, Optional.empty(), other))
          .orElseGet(() -> new TestDifference(placeOfRun, place, Optional.of(found), ""));
    } catch (IOException | RuntimeException e) {
      LOG.debug("runs are not compared on the test split", e);
      String told = String.join("; ", cause.apply(e));
      return new TestDifference(
          placeOfRun, place, Optional.empty(), "the rows cannot be scored: " + told);
    }
  }

  /** Why they have nothing in common. */
  private static Optional<String> unlike(RecordedRun before, RecordedRun run) {
    for (RecordedRun each : List.of(before, run)) {
      if (!each.isFinished()) {
        return Optional.of(each.run() + " is not finished");
      }
      if (each.testDigest().isEmpty()) {
        return Optional.of(each.run() + " has no test split");
      }
    }
    if (!before.testDigest().equals(run.testDigest())) {
      return Optional.of("they have different test splits");
    }
    return isSame(before, run)
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "they are the same model, to the bit: parameters.sha256 is %.12s",
                run.text("parameters", "sha256")))
        : Optional.empty();
  }

  /** Parameters that predict otherwise, by another threshold, have other figures. */
  private static boolean isSame(RecordedRun before, RecordedRun run) {
    String sha256 = run.text("parameters", "sha256");
    return !sha256.isEmpty()
        && sha256.equals(before.text("parameters", "sha256"))
        && before.report().path("threshold").equals(run.report().path("threshold"));
  }

  private Comparison compare(RecordedRun before, RecordedRun run) throws IOException {
    LockstepConfig config = before.config();
    Model first = ModelSource.read(before.run(), hadoop());
    Model second = ModelSource.read(run.run(), hadoop());
    List<Table> tables = new Tables(spark).open(config.data(), config.training().seed());
    Comparing comparing =
        new Comparing(
            measure, List.of(), config.data().preparation().malformed(), config.training().seed());
    return comparing.of("compare runs", first, second, Publication.test(tables));
  }

  /** The report has the figure, too, of the rows that there were. */
  private Optional<String> changed(RecordedRun run, double value) {
    OptionalDouble then = RunDifferences.figure(run.report(), Split.TEST, measure);
    return then.isPresent() && !(Math.abs(then.getAsDouble() - value) <= tolerance(value))
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "the test split has changed: %s of %s was %s, and is %s",
                measure,
                run.run(),
                then.getAsDouble(),
                value))
        : Optional.empty();
  }

  private static double tolerance(double value) {
    return ROUNDING * Math.max(1, Math.abs(value));
  }

  private Configuration hadoop() {
    return spark.sparkContext().hadoopConfiguration();
  }
}
