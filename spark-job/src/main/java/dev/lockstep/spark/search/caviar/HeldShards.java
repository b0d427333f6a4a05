package dev.lockstep.spark.search.caviar;

import dev.lockstep.shard.Shard;
import dev.lockstep.spark.exchange.executor.SplitShard;
import dev.lockstep.train.Split;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All shards, in the memory of a process. It is broadcast without any; the first task in a process
 * puts them into the copy there, which Spark holds as long as the broadcast lives, and all tasks
 * after it find them. Shards that the process keeps for Spark anyway are these, and no copies.
 */
final class HeldShards implements Serializable {
  private static final long serialVersionUID = 1;

  private transient @Nullable Map<Split, List<Shard>> shards;

  /**
   * The shards of each split, in order.
   *
   * @param source all of them, of which nothing is read if they are here
   */
  synchronized Map<Split, List<Shard>> from(Iterator<SplitShard> source) {
    Map<Split, List<Shard>> held = shards;
    if (held == null) {
      held = read(source);
      shards = held;
    }
    return held;
  }

  private static Map<Split, List<Shard>> read(Iterator<SplitShard> source) {
    Map<Split, List<Shard>> read = new EnumMap<>(Split.class);
    source.forEachRemaining(
        each -> read.computeIfAbsent(each.split(), s -> new ArrayList<>()).add(each.shard()));
    read.values().forEach(list -> list.sort(Comparator.comparing(Shard::number)));
    return read;
  }
}
