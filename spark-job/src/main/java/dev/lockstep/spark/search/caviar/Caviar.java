package dev.lockstep.spark.search.caviar;

import dev.lockstep.spark.cluster.Cores;
import dev.lockstep.spark.cluster.JobName;
import dev.lockstep.spark.exchange.Parcel;
import dev.lockstep.spark.failure.FirstCause;
import dev.lockstep.spark.search.caviar.TrialRdd.Source;
import dev.lockstep.spark.search.trial.TrialResult;
import dev.lockstep.spark.search.trial.TrialResult.Ending;
import dev.lockstep.spark.search.trial.TrialRun.Left;
import dev.lockstep.spark.search.trial.TrialRunner;
import dev.lockstep.spark.search.trial.TrialWork;
import dev.lockstep.spark.table.pack.ShardedDataset;
import dev.lockstep.train.Split;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * As many trials at once as there are slots: a Spark job for each rung, and a task for each trial,
 * the most expensive first.
 */
public final class Caviar implements TrialRunner {
  private static final Logger LOG = LoggerFactory.getLogger(Caviar.class);

  /** Bytes of states that are under way at most. */
  private static final long MOST_BYTES = 1L << 28;

  private final JavaSparkContext spark;
  private final List<Source> sources = new ArrayList<>();
  private final ShardedDataset train;
  private final Broadcast<Parcel<HeldShards>> held;

  /**
   * Over the shards of the training split and the dev split.
   *
   * @param data at least these
   */
  public Caviar(SparkContext spark, Map<Split, ShardedDataset> data) {
    this.spark = new JavaSparkContext(spark);
    ShardedDataset shards = data.get(Split.TRAIN);
    if (shards == null) {
      throw new IllegalArgumentException("there are no train examples");
    }
    this.train = shards;
    for (Split split : List.of(Split.TRAIN, Split.DEV)) {
      ShardedDataset dataset = data.get(split);
      if (dataset != null) {
        sources.add(new Source(split, dataset.shards().rdd()));
      }
    }
    this.held = this.spark.broadcast(new Parcel<>(new HeldShards()));
  }

  @Override
  public int slots() {
    return Math.max(1, Cores.tasks(spark.sc()));
  }

  @Override
  public void run(List<Assignment> assignments, Consumer<Left> done) {
    List<Assignment> ordered = new ArrayList<>(assignments);
    ordered.sort(
        Comparator.comparingDouble((Assignment each) -> -each.work().expense(each.steps()))
            .thenComparing(each -> each.work().trial()));
    List<Assignment> part = new ArrayList<>();
    long bytes = 0;
    for (Assignment each : ordered) {
      if (bytes + each.state().length > MOST_BYTES && !part.isEmpty()) {
        runPart(part, done);
        part.clear();
        bytes = 0;
      }
      part.add(each);
      bytes += each.state().length;
    }
    runPart(part, done);
  }

  private void runPart(List<Assignment> part, Consumer<Left> done) {
    if (part.isEmpty()) {
      return;
    }
    Set<Integer> finished = new HashSet<>();
    RuntimeException failure =
        tried(
            part,
            left -> {
              finished.add(left.result().trial());
              done.accept(left);
            });
    if (failure == null) {
      return;
    }
    List<Assignment> rest =
        part.stream().filter(each -> !finished.contains(each.work().trial())).toList();
    if (part.size() == 1) {
      TrialWork work = part.get(0).work();
      done.accept(
          new Left(TrialResult.bad(work, Ending.FAILED, FirstCause.of(failure)), new byte[0]));
      return;
    }
    LOG.warn(
        "A task of the search failed again and again; its {} trials that are left run one by one: {}",
        rest.size(),
        FirstCause.of(failure));
    rest.forEach(each -> runPart(List.of(each), done));
  }

  /** Gives what lost executors have made of a job, if they have. */
  private @Nullable RuntimeException tried(List<Assignment> part, Consumer<Left> done) {
    try {
      train
          .files()
          .watch(
              () -> {
                job(part, done);
                return part;
              });
      return null;
    } catch (LostTrialException e) {
      return e;
    }
  }

  private void job(List<Assignment> part, Consumer<Left> done) {
    List<Broadcast<byte[]>> states = new ArrayList<>();
    try {
      part.forEach(each -> states.add(spark.broadcast(each.state())));
      List<TrialWork> works = part.stream().map(Assignment::work).toList();
      TrialRdd trials = new TrialRdd(spark.sc(), sources, works, states);
      JobName.ofInterruptible(
          spark.sc(),
          "trials",
          () -> {
            new TrialJob(spark.sc(), trials, new TrialTask(held)).run(done);
            return part;
          });
    } finally {
      states.forEach(Broadcast::destroy);
    }
  }

  @Override
  public void close() {
    held.destroy();
  }
}
