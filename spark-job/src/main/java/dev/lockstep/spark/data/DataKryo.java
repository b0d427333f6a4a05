package dev.lockstep.spark.data;

import com.esotericsoftware.kryo.Kryo;
import dev.lockstep.shard.ExactSum;
import dev.lockstep.shard.Moments;
import dev.lockstep.shard.Shard;
import dev.lockstep.train.Split;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.TreeSet;

/** The classes of this package that travel between JVMs. */
public final class DataKryo {
  private DataKryo() {}

  /** Registers them all. */
  public static void register(Kryo kryo) {
    kryo.register(float[].class, new FloatArraySerializer());
    kryo.register(Shard.class, new ShardSerializer());
    kryo.register(PackedRows.class, new PackedRows.Serializer());
    kryo.register(TableStatistics.class);
    kryo.register(TableStatistics[].class);
    kryo.register(TableStatistics.SplitStatistics.class);
    kryo.register(TableStatistics.Problem.class);
    kryo.register(NumberStatistics.class);
    kryo.register(CategoryStatistics.class);
    kryo.register(VectorStatistics.class);
    kryo.register(ExactSum.class);
    kryo.register(long[].class);
    kryo.register(Moments.class);
    kryo.register(Moments[].class);
    kryo.register(Split.class);
    kryo.register(TreeSet.class);
    kryo.register(HashMap.class);
    kryo.register(ArrayList.class);
    kryo.register(LinkedHashMap.class);
  }
}
