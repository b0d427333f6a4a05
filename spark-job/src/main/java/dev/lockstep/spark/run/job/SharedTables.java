package dev.lockstep.spark.run.job;

import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.metric.Task;
import dev.lockstep.shard.Shard.RowFormat;
import dev.lockstep.spark.cluster.SharedBlas;
import dev.lockstep.spark.config.DataConfig.Fractions;
import dev.lockstep.spark.config.DataConfig.Splits;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.output.Inputs;
import dev.lockstep.spark.run.Training;
import dev.lockstep.spark.run.prepare.Prepared;
import dev.lockstep.spark.run.prepare.Prepared.Planned;
import dev.lockstep.spark.table.pack.ShardedDataset;
import dev.lockstep.spark.table.statistics.CheckedTables;
import dev.lockstep.train.Split;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Tables that are loaded once, for any number of trainings whose configurations differ in how is
 * trained, and not in on what.
 */
public final class SharedTables implements AutoCloseable {
  private final Training base;
  private final CheckedTables checked;
  private final Prepared prepared;

  private SharedTables(Training base, CheckedTables checked) {
    this.base = base;
    this.checked = checked;
    this.prepared = base.prepare(checked);
  }

  /**
   * Loads those that a configuration names.
   *
   * @param needDev what needs a dev split, by the name that users know
   * @param shards where the configuration does not tell how many; empty for as many as cores
   * @throws dev.lockstep.spark.config.ConfigException if they do not fit the configuration
   * @throws dev.lockstep.spark.table.BadDataException if they cannot be trained on
   */
  public static SharedTables load(
      SparkSession spark, LockstepConfig config, String needDev, OptionalInt shards) {
    Training base = new Training(spark, config, List.of(needDev), shards(config, shards));
    return new SharedTables(base, base.check(base.tables()));
  }

  /** The same of datasets, whatever tables the configuration names. */
  public static SharedTables of(
      SparkSession spark,
      LockstepConfig config,
      Map<Split, Dataset<Row>> data,
      OptionalInt shards) {
    Training base = new Training(spark, config, List.of(), shards(config, shards));
    return new SharedTables(base, base.check(Training.tables(data)));
  }

  private static OptionalInt shards(LockstepConfig config, OptionalInt otherwise) {
    OptionalInt told = config.training().shards();
    return told.isPresent() ? told : otherwise;
  }

  /** Adds all that a training of that configuration reads, which must not be written to. */
  public static void addTo(Inputs inputs, LockstepConfig config) {
    config
        .training()
        .initialModel()
        .ifPresent(path -> inputs.add("training.initial_model", List.of(path)));
    if (config.data().source() instanceof Splits splits) {
      inputs.add("data.train", splits.train());
      inputs.add("data.dev", splits.dev());
      inputs.add("data.test", splits.test());
    } else if (config.data().source() instanceof Fractions fractions) {
      inputs.add("data.path", fractions.paths());
    }
  }

  /**
   * A training on them.
   *
   * @throws dev.lockstep.spark.config.ConfigException if the configuration does not fit them
   */
  public PlannedTraining plan(LockstepConfig config) {
    Training training = base.with(config);
    Planned planned = training.plan(checked);
    return new PlannedTraining(
        config, training, checked, training.prepared(prepared.data(), planned));
  }

  /** The shards of the splits that there are. */
  public Map<Split, ShardedDataset> splits() {
    return prepared.data().splits();
  }

  /** The number of shards of each split. */
  public int shards() {
    return prepared.data().train().count();
  }

  /** Number of examples of a split. */
  public long examples(Split split) {
    return prepared.data().examples(split);
  }

  /** The widths of a packed row. */
  public RowFormat format() {
    return prepared.data().train().format();
  }

  /** What a row becomes. */
  public FeatureSchema features() {
    return prepared.data().features();
  }

  /** What is to be predicted, as far as figures are concerned. */
  public Task task() {
    return prepared.planned().learning().task();
  }

  /** What computes. */
  public SharedBlas blas() {
    return prepared.planned().task().blas();
  }

  /** The digests of the rows of each split, by its name. */
  public Map<String, String> digests() {
    return prepared.data().found().namedDigests();
  }

  /** What somebody should look at before any training. */
  public List<String> warnings() {
    return prepared.warnings();
  }

  /** Frees what the executors hold. */
  @Override
  public void close() {
    prepared.data().unpersist();
  }
}
