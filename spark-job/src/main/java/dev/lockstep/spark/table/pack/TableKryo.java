package dev.lockstep.spark.table.pack;

import com.esotericsoftware.kryo.Kryo;
import dev.lockstep.shard.Shard;
import dev.lockstep.spark.table.read.TableScan;
import dev.lockstep.spark.table.statistics.FirstPass;

/** What travels between JVMs of tables: their statistics and their shards. */
public final class TableKryo {
  private TableKryo() {}

  /** Registers them all. */
  public static void register(Kryo kryo) {
    kryo.register(float[].class, new FloatArraySerializer());
    kryo.register(Shard.class, new ShardSerializer());
    kryo.register(StoredShard.class);
    kryo.register(PackedRows.class, new PackedRows.Serializer());
    TableScan.register(kryo);
    FirstPass.register(kryo);
  }
}
