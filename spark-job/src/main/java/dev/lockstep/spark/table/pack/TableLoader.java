package dev.lockstep.spark.table.pack;

import dev.lockstep.model.Model;
import dev.lockstep.model.ModelJson;
import dev.lockstep.shard.Shard.RowFormat;
import dev.lockstep.shard.Shuffle;
import dev.lockstep.spark.cluster.JobName;
import dev.lockstep.spark.config.DataConfig;
import dev.lockstep.spark.config.InitialSchema;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.table.encode.RowEncoder;
import dev.lockstep.spark.table.pack.RowPacker.Packing;
import dev.lockstep.spark.table.read.InputOrder;
import dev.lockstep.spark.table.read.RowBlock;
import dev.lockstep.spark.table.read.TableScan;
import dev.lockstep.spark.table.source.ReadFailure;
import dev.lockstep.spark.table.source.Tables.Table;
import dev.lockstep.spark.table.statistics.CheckedTables;
import dev.lockstep.spark.table.statistics.FirstPass;
import dev.lockstep.train.Split;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * Turns tables into shards in two passes: the first is a {@link FirstPass}, the second packs the
 * rows and ships them to their shards.
 */
public final class TableLoader {
  private final Sharding sharding;
  private final boolean regression;
  private final FirstPass first;

  /**
   * Into how many shards, empty for as many as Spark has cores; and in which order their rows lie.
   */
  public record Sharding(OptionalInt shards, Shuffle shuffle) {
    private boolean keepsOrder() {
      return shuffle == Shuffle.NONE;
    }
  }

  /**
   * A loader.
   *
   * @param regression whether the labels are numbers to predict, not classes
   * @param initial a model whose features and target are to be used, or null to derive them from
   *     the table
   */
  public TableLoader(
      DataConfig config, Sharding sharding, boolean regression, @Nullable Model initial) {
    this(sharding, regression, new FirstPass(config, regression, initial));
  }

  /**
   * A loader for a training that goes on from a model.
   *
   * @param regression whether the labels are numbers to predict, not classes
   * @param schema what becomes of the model's features and classes
   */
  public TableLoader(
      DataConfig config,
      Sharding sharding,
      boolean regression,
      Model initial,
      InitialSchema schema) {
    this(sharding, regression, new FirstPass(config, regression, initial, schema));
  }

  private TableLoader(Sharding sharding, boolean regression, FirstPass first) {
    this.sharding = sharding;
    this.regression = regression;
    this.first = first;
  }

  /**
   * Reads the tables.
   *
   * @throws BadDataException if they cannot be trained on, with everything that is wrong
   */
  public LoadedData load(List<Table> tables) {
    return load(check(tables));
  }

  /** Makes the first pass only; throws BadDataException if the tables cannot be trained on. */
  public CheckedTables check(List<Table> tables) {
    return first.check(tables, sharding.shards());
  }

  /** Makes the second pass over tables whose first is done: their rows become shards. */
  public LoadedData load(CheckedTables tables) {
    Map<Split, BuiltShards> built =
        JobName.during(
            tables.scans().get(0).table().spark(), "load: pack rows", () -> shards(tables));
    Map<Split, ShardedDataset> splits = new EnumMap<>(Split.class);
    built.forEach((split, shards) -> splits.put(split, shards.dataset()));
    try {
      checkRows(tables, splits);
    } catch (BadDataException e) {
      splits.values().forEach(ShardedDataset::unpersist);
      throw e;
    }
    return new LoadedData(
        tables.features(),
        tables.target(),
        splits,
        tables.found(),
        SplitFindings.of(tables, built),
        (System.nanoTime() - tables.start()) / 1e9);
  }

  private Map<Split, BuiltShards> shards(CheckedTables tables) {
    RowFormat format =
        RowEncoder.format(tables.features(), regression ? tables.target().columns().size() : 1);
    ShardKeys keys = keys(tables, format);
    ShardShuffle shuffle = new ShardShuffle(format, keys, sharding.keepsOrder(), tables);
    for (TableScan scan : tables.scans()) {
      Packing packing =
          new Packing(
              scan.reader(),
              ModelJson.of(tables.features()),
              ModelJson.of(tables.target()),
              format,
              keys,
              sharding.keepsOrder() ? InputOrder.of(scan.table().rows()) : null);
      shuffle.add(
          scan.blocks(packing.blockRows())
              .mapPartitionsWithIndex((p, blocks) -> pack(packing, p, blocks), false));
    }
    try {
      return shuffle.run();
    } catch (Exception e) {
      throw ReadFailure.of(e, "cannot read the table");
    } finally {
      tables.scans().forEach(TableScan::release);
    }
  }

  /** Rows that keep the order of the input are not sorted by their hashes. */
  private ShardKeys keys(CheckedTables tables, RowFormat format) {
    int splits = Split.values().length;
    long rows = Collections.max(tables.rows().values());
    return sharding.keepsOrder()
        ? new ShardKeys(splits, tables.shards(), 1)
        : ShardKeys.of(
            splits, tables.shards(), rows * format.width() * Float.BYTES / tables.shards());
  }

  private static Iterator<Tuple2<Integer, PackedRows>> pack(
      Packing packing, int partition, Iterator<RowBlock> blocks) {
    return new RowPacker(packing, partition, blocks);
  }

  /** Throws BadDataException if the second pass has found other numbers of rows than the first. */
  private static void checkRows(CheckedTables counted, Map<Split, ShardedDataset> packed) {
    for (Split split : Split.values()) {
      ShardedDataset dataset = packed.get(split);
      long rows = dataset == null ? 0 : dataset.examples();
      if (rows != counted.rows(split)) {
        String changed = counted.files().changed();
        throw new BadDataException(
            String.format(
                Locale.ROOT,
                "the table changed while it was read: the %s split had %,d rows at first, and then %,d%s",
                split,
                counted.rows(split),
                rows,
                changed.isEmpty() ? "" : "; " + changed));
      }
    }
  }
}
