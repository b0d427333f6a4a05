package dev.lockstep.spark.table.pack;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import dev.lockstep.shard.Expansion;
import dev.lockstep.shard.FillLevels;
import dev.lockstep.shard.FillLevels.Own;
import dev.lockstep.shard.Shard;
import dev.lockstep.shard.Shard.RowFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Shards as their formats and blocks. */
final class ShardSerializer extends Serializer<Shard> {
  private final FloatArraySerializer arrays = new FloatArraySerializer();

  ShardSerializer() {
    super(false, true);
  }

  @Override
  public void write(Kryo kryo, Output output, Shard shard) {
    output.writeInt(shard.number());
    write(kryo, output, shard.format().expansion());
    output.writeInt(shard.format().targets());
    output.writeInt(shard.blocks().length);
    for (float[] block : shard.blocks()) {
      arrays.write(kryo, output, block);
    }
  }

  @Override
  public Shard read(Kryo kryo, Input input, Class<Shard> type) {
    int number = input.readInt();
    RowFormat format = new RowFormat(expansion(kryo, input), input.readInt());
    int count = input.readInt();
    List<float[]> blocks = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      blocks.add(arrays.read(kryo, input, float[].class));
    }
    return Shard.of(number, format, blocks);
  }

  private void write(Kryo kryo, Output output, Expansion expansion) {
    output.writeInt(expansion.packed());
    output.writeInt(expansion.encoded().size());
    expansion
        .encoded()
        .forEach(
            (place, levels) -> {
              output.writeInt(place);
              output.writeString(levels.own().name());
              arrays.write(kryo, output, levels.edges());
            });
  }

  private Expansion expansion(Kryo kryo, Input input) {
    int packed = input.readInt();
    int count = input.readInt();
    Map<Integer, FillLevels> encoded = new HashMap<>();
    for (int i = 0; i < count; i++) {
      int place = input.readInt();
      Own own = Own.valueOf(input.readString());
      encoded.put(place, new FillLevels(arrays.read(kryo, input, float[].class), own));
    }
    return new Expansion(packed, encoded);
  }
}
