package dev.lockstep.spark.table.pack;

import dev.lockstep.shard.ContentBuilder;
import dev.lockstep.shard.Shard;
import dev.lockstep.shard.Shard.RowFormat;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * Makes a shard of what arrives for it: first how many rows are to come, from each task that sends
 * some, and then the rows, range after range of their hashes.
 */
final class ShardAssembly {
  private final int number;
  private final RowFormat format;
  private final ShardKeys keys;
  private final Iterator<Tuple2<Integer, PackedRows>> arriving;
  private @Nullable Tuple2<Integer, PackedRows> next;

  ShardAssembly(
      int number,
      RowFormat format,
      ShardKeys keys,
      Iterator<Tuple2<Integer, PackedRows>> arriving) {
    this.number = number;
    this.format = format;
    this.keys = keys;
    this.arriving = arriving;
    advance();
  }

  private void advance() {
    next = arriving.hasNext() ? arriving.next() : null;
  }

  private long announced() {
    long rows = 0;
    while (next != null && keys.isAnnouncement(next._1())) {
      rows += next._2().announced();
      advance();
    }
    return rows;
  }

  /** The shard with its rows ordered by content, of which no more than a range is held twice. */
  Shard byContent() {
    ContentBuilder builder = new ContentBuilder(number, format, announced(), keys.ranges());
    float[] rows = new float[0];
    while (next != null) {
      int key = next._1();
      int length = 0;
      while (next != null && next._1() == key) {
        float[] more = next._2().rows();
        if (rows.length < length + more.length) {
          rows = Arrays.copyOf(rows, Math.max(length + more.length, length + length / 2));
        }
        System.arraycopy(more, 0, rows, length, more.length);
        length += more.length;
        advance();
      }
      builder.add(rows, length / format.width());
    }
    return builder.build();
  }

  /** The shard with its rows in the order of the input. */
  Shard inOrder() {
    Shard.Builder builder = new Shard.Builder(number, format, announced());
    List<PackedRows> arrived = new ArrayList<>();
    while (next != null) {
      arrived.add(next._2());
      advance();
    }
    arrived.sort(PackedRows.INPUT_ORDER);
    // Taken off one by one, so that a package is garbage as soon as its rows are in the shard.
    Deque<PackedRows> queue = new ArrayDeque<>(arrived);
    arrived.clear();
    while (!queue.isEmpty()) {
      float[] floats = queue.remove().rows();
      for (int offset = 0; offset < floats.length; offset += format.width()) {
        builder.add(floats, offset);
      }
    }
    return builder.build();
  }
}
