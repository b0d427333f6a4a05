package dev.lockstep.spark.search.caviar;

import dev.lockstep.shard.Shard;
import dev.lockstep.spark.exchange.executor.SplitShard;
import dev.lockstep.spark.search.caviar.TrialRdd.Source;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import scala.jdk.javaapi.CollectionConverters;

/** Reads all shards of all splits, one after the other. */
final class ShardReader implements Iterator<SplitShard> {
  private final List<Source> sources;
  private final Partition[][] partitions;
  private final TaskContext context;
  private int source;
  private int next;

  ShardReader(List<Source> sources, Partition[][] partitions, TaskContext context) {
    this.sources = sources;
    this.partitions = partitions;
    this.context = context;
  }

  @Override
  public boolean hasNext() {
    while (source < sources.size() && next == partitions[source].length) {
      source++;
      next = 0;
    }
    return source < sources.size();
  }

  @Override
  public SplitShard next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Source from = sources.get(source);
    Partition partition = partitions[source][next++];
    Iterator<Shard> shards =
        CollectionConverters.asJava(from.shards().iterator(partition, context));
    return new SplitShard(from.split(), shards.next());
  }
}
