package dev.lockstep.spark.run.facts;

import dev.lockstep.diagnosis.Importance;
import dev.lockstep.feature.FeatureColumn;
import dev.lockstep.linalg.Range;
import dev.lockstep.metric.Accuracy;
import dev.lockstep.metric.Measure;
import dev.lockstep.metric.MetricReport;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.metric.RegressionError;
import dev.lockstep.model.Target;
import dev.lockstep.model.Target.Classification;
import dev.lockstep.model.Target.Regression;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.Shuffle;
import dev.lockstep.shard.Standardizer;
import dev.lockstep.spark.config.ImportanceConfig;
import dev.lockstep.spark.exchange.PermutedColumns;
import dev.lockstep.spark.report.ImportanceReport;
import dev.lockstep.spark.report.RunReport;
import dev.lockstep.spark.run.prepare.Outcome;
import dev.lockstep.spark.table.pack.ShardedDataset;
import dev.lockstep.train.Permutations;
import dev.lockstep.train.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Tells how much a trained network goes by each column of the table, by permuting it among the rows
 * of dev, or of test where there is no dev.
 */
public final class ImportanceRun {
  private final RunFacts facts;
  private final Outcome outcome;
  private final long steps;
  private final ImportanceConfig config;
  private final List<FeatureColumn> columns;

  /** Of what a training ended with that took so many steps. */
  public ImportanceRun(RunFacts facts, Outcome outcome, long steps) {
    this.facts = facts;
    this.outcome = outcome;
    this.steps = steps;
    this.config = facts.config().diagnosis().importance();
    this.columns = facts.prepared().data().features().columns();
  }

  /**
   * Adds to the facts what is found; nothing if nothing is asked, or there is nothing to ask it of.
   */
  public RunFacts tell() {
    Optional<Split> split =
        Stream.of(Split.DEV, Split.TEST).filter(facts.gradients()::has).findFirst();
    if (split.isEmpty() || config.repeats() == 0) {
      return facts;
    }
    long start = System.nanoTime();
    RunFacts all = facts.and(ImportanceReport.NAME, told(split.get()));
    double seconds = (System.nanoTime() - start) / 1e9;
    return all.and(RunReport.TIME_BREAKDOWN, Map.of("importance", seconds));
  }

  private Map<String, Object> told(Split split) {
    if (columns.size() > config.columns()) {
      return ImportanceReport.skipped(
          String.format(
              Locale.ROOT,
              "%,d columns are more than diagnosis.importance_columns: %,d",
              columns.size(),
              config.columns()));
    }
    ShardedDataset data =
        Objects.requireNonNull(facts.prepared().data().splits().get(split), split.toString());
    PermutedColumns asked = asked(data);
    List<MetricReport> found = found(asked, data);
    if (found.get(0).value(measure()).isEmpty()) {
      return ImportanceReport.skipped("no row of " + split + " that was looked at has weight");
    }
    Importance importance = importance(asked.permutations(), found);
    return ImportanceReport.values(importance, split, config.repeats(), asked.count());
  }

  /** The job needs the cores that a session would hold. */
  private List<MetricReport> found(PermutedColumns asked, ShardedDataset data) {
    facts.gradients().rest();
    return asked.on(data, new JavaSparkContext(facts.spark().sparkContext()), outcome.parameters());
  }

  private PermutedColumns asked(ShardedDataset data) {
    long seed = facts.config().training().seed();
    Permutations permutations = new Permutations(inputs(), config.repeats(), seed);
    int rows = rows(data, permutations.evaluations());
    BatchPlan plan = new BatchPlan(data.examples(), rows, Shuffle.FULL, seed);
    return new PermutedColumns(
        facts.prepared().network(), metrics(), permutations, data.batches(plan));
  }

  private int rows(ShardedDataset data, int evaluations) {
    ImportanceRows cheap =
        new ImportanceRows(
            facts.layout().trained(),
            data.format().width(),
            evaluations,
            (double) steps * facts.prepared().plan().batches().batchSize());
    return config.rows().orElseGet(() -> cheap.of(data.examples()));
  }

  /** Which inputs of the network each column becomes. */
  private List<Range> inputs() {
    List<Range> inputs = new ArrayList<>();
    int from = 0;
    for (FeatureColumn column : columns) {
      inputs.add(new Range(from, from + column.width()));
      from += column.width();
    }
    return inputs;
  }

  private Measure measure() {
    return outcome.target() instanceof Regression ? Measure.RMSE : Measure.ACCURACY;
  }

  private MetricSet metrics() {
    Target target = outcome.target();
    if (target instanceof Regression numbers) {
      double[] units =
          numbers.standardizers().stream().mapToDouble(Standardizer::deviation).toArray();
      return new MetricSet(List.of(new RegressionError(units)));
    }
    return new MetricSet(List.of(new Accuracy())).at(((Classification) target).threshold());
  }

  private Importance importance(Permutations permutations, List<MetricReport> found) {
    double[][] permuted = new double[columns.size()][config.repeats()];
    for (int column = 0; column < permuted.length; column++) {
      for (int repeat = 0; repeat < config.repeats(); repeat++) {
        permuted[column][repeat] = value(found.get(permutations.place(column, repeat)));
      }
    }
    List<String> names = facts.prepared().data().features().columnNames();
    return Importance.of(measure(), value(found.get(0)), names, permuted);
  }

  private double value(MetricReport report) {
    return report.value(measure()).orElseThrow();
  }
}
