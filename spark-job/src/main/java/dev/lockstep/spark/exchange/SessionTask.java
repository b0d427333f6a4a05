package dev.lockstep.spark.exchange;

import dev.lockstep.spark.exchange.driver.LocalWorker;
import dev.lockstep.spark.exchange.executor.RemoteWorker;
import dev.lockstep.spark.exchange.executor.ShardWorker;
import dev.lockstep.spark.exchange.executor.SplitShard;
import dev.lockstep.spark.exchange.message.SessionAddress;
import dev.lockstep.spark.exchange.message.Work;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;

/**
 * A task that lives as long as the session: it holds its shards and answers the driver's rounds.
 * Its result is nothing.
 */
final class SessionTask implements FlatMapFunction<Iterator<SplitShard>, Integer> {
  private static final long serialVersionUID = 1;

  private final Work work;
  private final SessionAddress address;

  SessionTask(Work work, SessionAddress address) {
    this.work = work;
    this.address = address;
  }

  @Override
  public Iterator<Integer> call(Iterator<SplitShard> shards) throws Exception {
    TaskContext context = TaskContext.get();
    List<SplitShard> mine = new ArrayList<>();
    shards.forEachRemaining(mine::add);
    if (!LocalWorker.run(address, () -> new ShardWorker(work, mine)::answer, context)) {
      RemoteWorker.run(address, () -> new ShardWorker(work, mine), context);
    }
    return List.<Integer>of().iterator();
  }
}
