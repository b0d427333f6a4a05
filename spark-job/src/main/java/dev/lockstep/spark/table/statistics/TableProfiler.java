package dev.lockstep.spark.table.statistics;

import dev.lockstep.feature.value.TextShape;
import dev.lockstep.spark.cluster.JobName;
import dev.lockstep.spark.cluster.PartitionResults;
import dev.lockstep.spark.config.DataConfig;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.table.infer.MissingTextSearch;
import dev.lockstep.spark.table.infer.SchemaInference;
import dev.lockstep.spark.table.read.FeatureReader;
import dev.lockstep.spark.table.read.RowBlock;
import dev.lockstep.spark.table.read.RowReader;
import dev.lockstep.spark.table.read.TableColumns;
import dev.lockstep.spark.table.read.TableScan;
import dev.lockstep.spark.table.source.ReadFailure;
import dev.lockstep.spark.table.source.Tables;
import dev.lockstep.spark.table.source.Tables.Table;
import dev.lockstep.spark.table.statistics.TableStatistics.SplitStatistics;
import dev.lockstep.spark.table.value.MissingTexts;
import dev.lockstep.train.Split;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds how a table can be trained on: by what training itself finds out about it, and refuses or
 * warns of.
 */
public final class TableProfiler {
  /** Fewer rows are not split: training must see each class, and all that is rare. */
  private static final int FEW_ROWS = 50;

  /** Shares of dev and test: the first with which the table can be trained on, or none at all. */
  private static final List<List<Double>> SHARES = List.of(List.of(0.1, 0.1), List.of(0.0, 0.1));

  /** More classes are not named. */
  private static final int MOST_SHOWN = 10;

  private static final Logger LOG = LoggerFactory.getLogger(TableProfiler.class);

  private final SparkSession spark;
  private final DataConfig defaults;
  private final String label;
  private final long seed;

  /**
   * A profiler of one table.
   *
   * @param defaults of a configuration that says no more than where the table and its label are
   * @param seed decides, with a row's content, to which split the row belongs
   */
  public TableProfiler(SparkSession spark, DataConfig defaults, long seed) {
    this.spark = spark;
    this.defaults = defaults;
    this.label = defaults.columns().label().get(0);
    this.seed = seed;
  }

  /**
   * Looks at all rows, several times.
   *
   * @throws BadDataException if the table cannot be trained on in any way
   */
  public TableProfile profile() {
    return JobName.during(spark.sparkContext(), "look at the columns", this::look);
  }

  private TableProfile look() {
    DataConfig unsplit = new ColumnRoles(defaults, List.of()).config(0, 0);
    Table table = new Tables(spark).open(unsplit, seed).get(0);
    new TableColumns(table, new MissingTexts(List.of())).require("label", List.of(label));
    ColumnRoles roles = new ColumnRoles(defaults, new MissingTextSearch(table, label).find());
    roles.byType(new SchemaInference(table, roles.config(0, 0)).selection());
    TableScan scan = new SchemaInference(table, roles.config(0, 0)).decide(false).scan();
    Found found = found(scan);
    roles.byValues(found, scan.reader().features());
    return profile(roles, found, scan.reader().features());
  }

  /** What is known of the features of a table, and of its labels as classes. */
  record Found(TableStatistics statistics, List<ColumnFacts> features, ColumnFacts label) {
    private SplitStatistics train() {
      return statistics.of(Split.TRAIN);
    }

    /** What the label column holds, in words. */
    private String labels(boolean regression) {
      int labels = train().labels.size();
      if (regression || labels > MOST_SHOWN) {
        String more = labels > TableStatistics.MOST_CLASSES ? "more than " : "";
        int different = Math.min(labels, TableStatistics.MOST_CLASSES);
        String what = regression ? "%s%,d different numbers" : "%s%,d classes";
        return String.format(Locale.ROOT, what, more, different);
      }
      return train().classes().stream()
          .map(
              label ->
                  String.format(
                      Locale.ROOT,
                      "%s (%.1f%%)",
                      TextShape.shorten(label.toString()),
                      100 * train().weightOf(label) / train().weight))
          .collect(Collectors.joining(", "));
    }
  }

  private static Found found(TableScan scan) {
    RowReader reader = scan.reader();
    TableStatistics statistics = new TableStatistics(reader.features());
    StatisticsCollector.collect(scan, statistics);
    List<ColumnFacts> facts = facts(reader);
    try {
      PartitionResults.use(
          scan.blocks(Integer.MAX_VALUE),
          blocks -> facts(reader, blocks),
          part -> ColumnFacts.merge(part, facts));
    } catch (Exception e) {
      throw ReadFailure.of(e, "cannot read " + scan.table().name());
    }
    int label = facts.size() - 1;
    return new Found(statistics, facts.subList(0, label), facts.get(label));
  }

  /** Of no rows: of each feature, and of the label. */
  private static List<ColumnFacts> facts(RowReader reader) {
    return IntStream.rangeClosed(0, reader.features().size())
        .mapToObj(column -> new ColumnFacts())
        .collect(Collectors.toCollection(ArrayList::new)); // Kryo cannot make immutable lists.
  }

  private static List<ColumnFacts> facts(RowReader reader, Iterator<RowBlock> blocks) {
    List<ColumnFacts> facts = facts(reader);
    while (blocks.hasNext()) {
      RowBlock rows = reader.wellFormed(blocks.next());
      for (int i = 0; i < rows.size(); i++) {
        for (int column = 0; column < reader.features().size(); column++) {
          facts.get(column).add(rows.row(i), reader.features().get(column));
        }
        facts.get(facts.size() - 1).add(rows.row(i), reader.target());
      }
    }
    return facts;
  }

  private TableProfile profile(ColumnRoles roles, Found found, List<FeatureReader> readers) {
    boolean regression = StatisticsChecks.areRatherMeasures(found.train());
    List<List<Double>> shares = found.label().rows < FEW_ROWS ? List.of() : SHARES;
    for (List<Double> share : shares) {
      DataConfig config = roles.config(share.get(0), share.get(1));
      try {
        return described(roles, found, readers, check(config, regression));
      } catch (BadDataException e) {
        LOG.info("not with shares of {} for dev and test: {}", share, e.getMessage());
      }
    }
    return described(roles, found, readers, check(roles.config(0, 0), regression));
  }

  /** A configuration with which a table can be trained on, and what is known then. */
  private record Trainable(DataConfig config, boolean regression, CheckedTables tables) {}

  private Trainable check(DataConfig config, boolean regression) {
    List<Table> tables = new Tables(spark).open(config, seed);
    CheckedTables checked =
        new FirstPass(config, regression, null).check(tables, OptionalInt.empty());
    return new Trainable(config, regression, checked);
  }

  private static TableProfile described(
      ColumnRoles roles, Found found, List<FeatureReader> readers, Trainable trainable) {
    return new TableProfile(
        trainable.config(),
        trainable.regression(),
        new TableProfile.Size(
            found.label().rows,
            trainable.tables().trainRows(),
            trainable.tables().features().width()),
        found.labels(trainable.regression()),
        roles.excluded,
        ColumnRoles.features(found, readers, trainable.config()),
        roles.missing,
        ColumnRoles.rejected(found),
        Stream.concat(
                ColumnRoles.losses(found, readers).stream(),
                trainable.tables().found().warnings().stream())
            .toList());
  }
}
