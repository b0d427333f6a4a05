package dev.lockstep.spark.table.statistics;

import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.model.Target;
import dev.lockstep.spark.config.DataConfig.Fractions;
import dev.lockstep.spark.table.compare.ModelChange;
import dev.lockstep.spark.table.read.TableScan;
import dev.lockstep.spark.table.source.TableFiles;
import dev.lockstep.train.Split;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Tables whose first pass is done: everything that is known before rows are packed. */
public final class CheckedTables {
  private final List<TableScan> scans;
  private final TableFiles files;
  private final TableStatistics statistics;
  private final FeatureSchema features;
  private final Target target;
  private final int shards;
  private final Optional<Fractions> asked;
  private final List<ModelChange> changes;
  private final List<String> warnings;
  private final long start;

  CheckedTables(
      List<TableScan> scans,
      TableFiles files,
      TableStatistics statistics,
      FeatureSchema features,
      Target target,
      int shards,
      Optional<Fractions> asked,
      List<ModelChange> changes,
      List<String> warnings,
      long start) {
    this.scans = List.copyOf(scans);
    this.files = files;
    this.statistics = statistics;
    this.features = features;
    this.target = target;
    this.shards = shards;
    this.asked = asked;
    this.changes = changes;
    this.warnings = warnings;
    this.start = start;
  }

  /** The tables, and how their rows are read. */
  public List<TableScan> scans() {
    return scans;
  }

  /** The files of all tables. */
  public TableFiles files() {
    return files;
  }

  public FeatureSchema features() {
    return features;
  }

  public Target target() {
    return target;
  }

  /** Number of shards of each split. */
  public int shards() {
    return shards;
  }

  /** When the first pass began, as System.nanoTime tells it. */
  public long start() {
    return start;
  }

  /** Number of rows of each split. */
  public Map<Split, Long> rows() {
    Map<Split, Long> rows = new EnumMap<>(Split.class);
    for (Split split : Split.values()) {
      rows.put(split, rows(split));
    }
    return rows;
  }

  /** Number of rows of a split. */
  public long rows(Split split) {
    return statistics.of(split).rows;
  }

  /** The digest of the rows of each split that has some, as 32 hexadecimal digits. */
  public Map<Split, String> digests() {
    Map<Split, String> digests = new EnumMap<>(Split.class);
    statistics.splits.forEach(
        (split, each) -> {
          if (each.rows > 0) {
            digests.put(split, each.digest.hex());
          }
        });
    return digests;
  }

  /** Number of rows of a split that lack a value, by columns of features. */
  public List<Long> missing(Split split) {
    TableStatistics.SplitStatistics counts = statistics.of(split);
    return IntStream.range(0, features.columns().size()).mapToObj(counts::missing).toList();
  }

  /** Number of rows to train on. */
  public long trainRows() {
    return rows(Split.TRAIN);
  }

  /** In a classification, the weight of each class in the training split, in their order. */
  public List<Double> classWeights() {
    return classWeights(Split.TRAIN);
  }

  /** The same in any split. */
  public List<Double> classWeights(Split split) {
    if (!(target instanceof Target.Classification classes)) {
      return List.of();
    }
    double[] weights = new double[classes.labels().size()];
    TableStatistics.SplitStatistics counts = statistics.of(split);
    counts
        .labels
        .keySet()
        .forEach(label -> weights[classes.indexOf(label)] += counts.weightOf(label));
    return Arrays.stream(weights).boxed().toList();
  }

  /**
   * The files, if there are any, and the parts in which they are read.
   *
   * @param quantileBytes what each part takes to find quantiles
   */
  public record Input(long fileBytes, long largestFile, int partitions, long quantileBytes) {}

  /** How the tables are read. */
  public Input input() {
    int partitions = scans.stream().mapToInt(scan -> scan.blocks(1).getNumPartitions()).sum();
    return new Input(files.bytes(), files.largest(), partitions, statistics.quantileBytes());
  }

  /**
   * What the first pass over the tables tells.
   *
   * @param targetMeans in a regression, the mean of each target over the training split, as it is
   *     learnt
   * @param largestShares in a classification, the share of the largest class in the weight of each
   *     split
   * @param rejectedRows left out because something was missing
   * @param malformedRows left out because they are not what their format allows
   * @param digests of the rows of each split that has some
   * @param asked the shares of the splits that were asked for, where one table was split
   * @param missingShares of the rows of the training split that lack a value, by the columns that
   *     do
   * @param changes from the model that the training goes on from, if it does
   * @param warnings what somebody should look at
   */
  public record Found(
      List<Double> targetMeans,
      Map<Split, Double> largestShares,
      long rejectedRows,
      long malformedRows,
      Map<Split, String> digests,
      Optional<Fractions> asked,
      Map<String, Double> missingShares,
      List<ModelChange> changes,
      List<String> warnings) {
    public Found {
      targetMeans = List.copyOf(targetMeans);
      largestShares = Map.copyOf(largestShares);
      digests = Map.copyOf(digests);
      missingShares = Collections.unmodifiableMap(new LinkedHashMap<>(missingShares));
      changes = List.copyOf(changes);
      warnings = List.copyOf(warnings);
    }

    /** The digests by the names of splits, in order, ready for JSON. */
    public Map<String, String> namedDigests() {
      Map<String, String> named = new LinkedHashMap<>();
      new TreeMap<>(digests).forEach((split, digest) -> named.put(split.toString(), digest));
      return named;
    }
  }

  /** What reports say. */
  public Found found() {
    Map<Split, Double> largest = new EnumMap<>(Split.class);
    if (target instanceof Target.Classification) {
      statistics.splits.forEach((split, each) -> largest.put(split, each.largestShare()));
    }
    return new Found(
        targetMeans(),
        largest,
        statistics.rejectedRows,
        statistics.malformedRows,
        digests(),
        asked,
        missingShares(),
        changes,
        warnings);
  }

  private Map<String, Double> missingShares() {
    Map<String, Double> shares = new LinkedHashMap<>();
    List<Long> missing = missing(Split.TRAIN);
    for (int i = 0; i < missing.size(); i++) {
      if (missing.get(i) > 0) {
        shares.put(features.columns().get(i).name(), (double) missing.get(i) / trainRows());
      }
    }
    return shares;
  }

  private List<Double> targetMeans() {
    if (!(target instanceof Target.Regression regression)) {
      return List.of();
    }
    List<Double> means = statistics.of(Split.TRAIN).targets.means();
    return IntStream.range(0, means.size())
        .mapToObj(i -> (double) regression.standardizers().get(i).apply(means.get(i)))
        .toList();
  }
}
