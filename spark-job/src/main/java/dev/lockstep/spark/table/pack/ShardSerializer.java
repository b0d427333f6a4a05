package dev.lockstep.spark.table.pack;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import dev.lockstep.shard.Shard;
import dev.lockstep.shard.Shard.RowFormat;
import java.util.ArrayList;
import java.util.List;

/** Shards as their widths and blocks. */
final class ShardSerializer extends Serializer<Shard> {
  private final FloatArraySerializer arrays = new FloatArraySerializer();

  ShardSerializer() {
    super(false, true);
  }

  @Override
  public void write(Kryo kryo, Output output, Shard shard) {
    output.writeInt(shard.number());
    output.writeInt(shard.format().features());
    output.writeInt(shard.format().targets());
    output.writeInt(shard.blocks().length);
    for (float[] block : shard.blocks()) {
      arrays.write(kryo, output, block);
    }
  }

  @Override
  public Shard read(Kryo kryo, Input input, Class<Shard> type) {
    int number = input.readInt();
    RowFormat format = new RowFormat(input.readInt(), input.readInt());
    int count = input.readInt();
    List<float[]> blocks = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      blocks.add(arrays.read(kryo, input, float[].class));
    }
    return Shard.of(number, format, blocks);
  }
}
