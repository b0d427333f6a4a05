package dev.lockstep.spark.data;

import dev.lockstep.shard.Shard;
import dev.lockstep.shard.Shard.RowFormat;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import scala.Tuple2;

/** Makes a shard of the packages that have arrived for it. */
final class ShardAssembler {
  private ShardAssembler() {}

  /** The shard of that number; its rows in the order of the input, or else ordered by content. */
  static Shard assemble(
      int number,
      RowFormat format,
      Iterator<Tuple2<Integer, PackedRows>> packages,
      boolean ordered) {
    List<PackedRows> arrived = new ArrayList<>();
    long rows = 0;
    while (packages.hasNext()) {
      PackedRows packed = packages.next()._2();
      arrived.add(packed);
      rows += packed.rows().length / format.width();
    }
    arrived.sort(PackedRows.INPUT_ORDER);
    Shard.Builder builder = new Shard.Builder(number, format, rows);
    // Taken off one by one, so that a package is garbage as soon as its rows are in the shard.
    Deque<PackedRows> queue = new ArrayDeque<>(arrived);
    arrived.clear();
    while (!queue.isEmpty()) {
      float[] floats = queue.remove().rows();
      for (int offset = 0; offset < floats.length; offset += format.width()) {
        builder.add(floats, offset);
      }
    }
    return ordered ? builder.build() : builder.buildByContent();
  }
}
