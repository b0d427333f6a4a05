package dev.lockstep.spark.table.pack;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoSerializable;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import dev.lockstep.shard.Shard;
import java.io.Serializable;

/**
 * A shard as Spark keeps it, and writes it to disks where memory is short: by whatever serializer a
 * session has, without being registered with it.
 */
final class StoredShard implements Serializable, KryoSerializable {
  private static final long serialVersionUID = 1;

  private Shard shard;

  StoredShard(Shard shard) {
    this.shard = shard;
  }

  Shard shard() {
    return shard;
  }

  @Override
  public void write(Kryo kryo, Output output) {
    new ShardSerializer().write(kryo, output, shard);
  }

  @Override
  public void read(Kryo kryo, Input input) {
    shard = new ShardSerializer().read(kryo, input, Shard.class);
  }
}
