package dev.lockstep.spark.champion;

import dev.lockstep.metric.Measure;
import dev.lockstep.model.Model;
import dev.lockstep.model.Target;
import dev.lockstep.spark.champion.TestRows.SliceColumn;
import dev.lockstep.spark.cluster.JobName;
import dev.lockstep.spark.cluster.PartitionResults;
import dev.lockstep.spark.config.DataConfig.Malformed;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.table.read.TableColumns;
import dev.lockstep.spark.table.read.TableScan;
import dev.lockstep.spark.table.read.TableSchema;
import dev.lockstep.spark.table.source.TableSource.Expected;
import dev.lockstep.spark.table.source.Tables.Table;
import dev.lockstep.spark.table.value.MissingTexts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A comparison of two models on the test split of a table: a figure of both, and a paired bootstrap
 * interval of the difference, whose replicates draw the same rows for both.
 *
 * @param slices columns, the rows with each of whose values are compared on their own, too
 */
public record Comparing(Measure measure, List<String> slices, Malformed malformed, long seed) {
  public static final int REPLICATES = 1000;

  /** Of the interval. */
  public static final double CONFIDENCE = 0.95;

  /** More values than these make no slices. */
  private static final int MOST_SLICES = 10_000;

  /**
   * Compares.
   *
   * @param job what Spark calls it
   * @throws BadDataException if the champion cannot read the table, or predicts something else
   */
  public Comparison of(String job, Model champion, Model challenger, Table table) {
    checkTargets(champion.target(), challenger.target());
    return JobName.during(table.spark(), job, () -> compare(champion, challenger, table));
  }

  private static void checkTargets(Target champion, Target challenger) {
    if (!champion.isLike(challenger)) {
      throw new BadDataException(
          String.format(
              Locale.ROOT,
              "it predicts %s, and the trained model %s",
              champion.describe(),
              challenger.describe()));
    }
  }

  private Comparison compare(Model champion, Model challenger, Table given) {
    TableSchema ofChallenger = TableSchema.of(challenger, malformed);
    TableSchema ofChampion = TableSchema.of(champion, malformed);
    Table table = readForBoth(given, ofChampion, ofChallenger);
    TableScan scan = scan(ofChallenger, table);
    SparkContext spark = table.spark();
    Contender first = contender(champion, scan(ofChampion, table), spark);
    Contender second = contender(challenger, scan, spark);
    try {
      TestRows rows = new TestRows(first, second, sliceColumns(table));
      return compare(rows, rows.of(scan), figure(challenger.target()));
    } finally {
      first.parameters().destroy();
      second.parameters().destroy();
    }
  }

  /** What only one of them reads is read as that one does. */
  private static Table readForBoth(Table given, TableSchema champion, TableSchema challenger) {
    Map<String, Expected> all = new LinkedHashMap<>(champion.features());
    all.putAll(challenger.columns());
    return given.readAs(all);
  }

  private static TableScan scan(TableSchema schema, Table table) {
    TableColumns columns = new TableColumns(table, schema.missingTexts());
    return schema.scan(table, columns.features(schema.features()));
  }

  private Contender contender(Model model, TableScan scan, SparkContext spark) {
    var parameters = new JavaSparkContext(spark).broadcast(model.parameters());
    return Contender.of(model, parameters, scan.reader());
  }

  private List<SliceColumn> sliceColumns(Table table) {
    TableColumns columns = new TableColumns(table, new MissingTexts(List.of()));
    return slices.stream()
        .map(
            name -> {
              int ordinal = columns.ordinal("slice", name);
              return new SliceColumn(name, ordinal, columns.type(ordinal));
            })
        .toList();
  }

  private SummedFigure figure(Target target) {
    return target instanceof Target.Classification classes
        ? new SummedFigure(measure, classes.labels().size(), 0)
        : new SummedFigure(measure, 0, target.columns().size());
  }

  private Comparison compare(TestRows contenders, JavaRDD<TestRow> buckets, SummedFigure figure) {
    PoissonWeights draws = new PoissonWeights(seed, REPLICATES);
    PairedSums all = new PairedSums(figure, REPLICATES, slices.size());
    PartitionResults.use(
        buckets, rows -> new PairedScores(contenders, figure, draws).of(rows), all::merge);
    checkSlices(all);
    if (all.rows() == 0) {
      throw new BadDataException("no row of the test split can be predicted by both");
    }
    double[] improvements = all.improvements();
    return new Comparison(
        measure,
        all.rows(),
        all.figures(),
        quantile(improvements, (1 - CONFIDENCE) / 2),
        quantile(improvements, (1 + CONFIDENCE) / 2),
        slices(all));
  }

  private static void checkSlices(PairedSums all) {
    if (all.mostSlices() > MOST_SLICES) {
      throw new BadDataException(
          String.format(
              Locale.ROOT,
              "a column of publish.maximum_regression_per_slice has more than %,d values, which make"
                  + " no slices",
              MOST_SLICES));
    }
  }

  private List<Comparison.Slice> slices(PairedSums all) {
    List<Comparison.Slice> found = new ArrayList<>();
    for (int i = 0; i < slices.size(); i++) {
      found.addAll(all.slices(i, slices.get(i)));
    }
    return found;
  }

  /** The empirical one: that share of the sorted values is below it, or as many as there can be. */
  static double quantile(double[] sorted, double share) {
    int place = (int) Math.ceil(share * sorted.length) - 1;
    return sorted[Math.max(0, Math.min(sorted.length - 1, place))];
  }
}
