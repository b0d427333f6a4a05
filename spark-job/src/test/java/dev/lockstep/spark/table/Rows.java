package dev.lockstep.spark.table;

import dev.lockstep.shard.Shard;
import dev.lockstep.spark.table.pack.LoadedData;
import dev.lockstep.train.Split;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** The packed rows of shards, for looking at: each [features | targets | weight]. */
public final class Rows {
  private Rows() {}

  /** Of a split: shard after shard, in their order. */
  public static List<float[]> of(LoadedData data, Split split) {
    List<float[]> rows = new ArrayList<>();
    for (Shard shard : shards(data, split)) {
      rows.addAll(of(shard));
    }
    return rows;
  }

  /** Of the training split. */
  public static List<float[]> of(LoadedData data) {
    return of(data, Split.TRAIN);
  }

  public static List<float[]> of(Shard shard) {
    int width = shard.format().width();
    List<float[]> rows = new ArrayList<>();
    for (float[] block : shard.blocks()) {
      for (int offset = 0; offset < block.length; offset += width) {
        rows.add(Arrays.copyOfRange(block, offset, offset + width));
      }
    }
    return rows;
  }

  /** The shards of a split, fetched from where they are. */
  public static List<Shard> shards(LoadedData data, Split split) {
    return Objects.requireNonNull(data.splits().get(split)).shards().collect();
  }

  /** Whatever order rows are in, the same rows give the same list. */
  public static List<float[]> sorted(List<float[]> rows) {
    return rows.stream().sorted(Comparator.comparing(row -> row, Arrays::compare)).toList();
  }
}
