package dev.lockstep.spark.search.caviar;

import dev.lockstep.shard.Shard;
import dev.lockstep.spark.search.trial.TrialWork;
import dev.lockstep.train.Split;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.Dependency;
import org.apache.spark.NarrowDependency;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;

/**
 * Partition i is the i-th trial, with all shards of all splits, which are read when somebody asks
 * for them. It depends on the shards, so that those that are lost are built again; but no trial is
 * drawn to where some of them lie, as would be the case with a union of all for each trial.
 */
final class TrialRdd extends RDD<TrialInput> {
  private static final long serialVersionUID = 1;

  private final ArrayList<Source> sources;
  private final transient List<TrialPartition> trials;

  /** Shards of one split. */
  record Source(Split split, RDD<Shard> shards) implements Serializable {}

  /** Of works with the states that they go on from. */
  TrialRdd(
      SparkContext spark,
      List<Source> sources,
      List<TrialWork> works,
      List<Broadcast<byte[]>> states) {
    super(spark, dependencies(sources), ClassTag.apply(TrialInput.class));
    this.sources = new ArrayList<>(sources);
    this.trials = trials(sources, works, states);
  }

  private static List<TrialPartition> trials(
      List<Source> sources, List<TrialWork> works, List<Broadcast<byte[]>> states) {
    Partition[][] shards =
        sources.stream().map(source -> source.shards().partitions()).toArray(Partition[][]::new);
    List<TrialPartition> trials = new ArrayList<>();
    for (int i = 0; i < works.size(); i++) {
      trials.add(new TrialPartition(i, works.get(i), states.get(i), shards));
    }
    return trials;
  }

  private static Seq<Dependency<?>> dependencies(List<Source> sources) {
    List<Dependency<?>> all = new ArrayList<>();
    sources.forEach(source -> all.add(new OnAll(source.shards())));
    return CollectionConverters.asScala(all).toSeq();
  }

  /** On all partitions alike, none of which says where a task should run. */
  private static final class OnAll extends NarrowDependency<Shard> {
    private static final long serialVersionUID = 1;

    OnAll(RDD<Shard> shards) {
      super(shards);
    }

    @Override
    public Seq<Object> getParents(int partition) {
      return CollectionConverters.asScala(List.<Object>of()).toSeq();
    }
  }

  /** What is shipped to a task. */
  private static final class TrialPartition implements Partition {
    private static final long serialVersionUID = 1;

    private final int index;
    private final TrialWork work;
    private final Broadcast<byte[]> state;
    private final Partition[][] shards;

    TrialPartition(int index, TrialWork work, Broadcast<byte[]> state, Partition[][] shards) {
      this.index = index;
      this.work = work;
      this.state = state;
      this.shards = shards;
    }

    @Override
    public int index() {
      return index;
    }

    @Override
    public int hashCode() {
      return index;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }
  }

  @Override
  public Partition[] getPartitions() {
    return trials.toArray(Partition[]::new);
  }

  @Override
  public Iterator<TrialInput> compute(Partition partition, TaskContext context) {
    TrialPartition trial = (TrialPartition) partition;
    ShardReader shards = new ShardReader(sources, trial.shards, context);
    TrialInput input = new TrialInput(trial.work, trial.state, shards);
    return CollectionConverters.asScala(List.of(input).iterator());
  }
}
