package dev.lockstep.spark.memory;

import dev.lockstep.spark.config.ExchangeConfig.Topology;
import dev.lockstep.spark.exchange.tasks.ShardRanges;
import dev.lockstep.spark.exchange.topology.Relay;
import dev.lockstep.spark.exchange.topology.Relays;
import dev.lockstep.train.sum.SummationTree;
import dev.lockstep.train.sum.SummationTree.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How shards lie on workers, and these on executors.
 *
 * @param workers that there can be at once
 */
record Placement(int shards, int workers, int executors) {
  static Placement of(Workload work, Layout layout) {
    int workers = Math.max(1, Math.min(work.shards(), layout.slots()));
    return new Placement(work.shards(), workers, layout.executors());
  }

  /** Workers of an executor with most of them. */
  int workersOfAnExecutor() {
    return Layout.divideUp(workers, executors);
  }

  /** Shards of a worker with most of them. */
  int shardsOfAWorker() {
    return Layout.divideUp(shards, workers);
  }

  /** Shards of an executor with most of them. */
  int shardsOfAnExecutor() {
    return Math.min(shards, workersOfAnExecutor() * shardsOfAWorker());
  }

  /** The sums that a worker gives. */
  List<Node> sums(int worker) {
    int from = ShardRanges.from(worker, shards, workers);
    int to = ShardRanges.from(worker + 1, shards, workers);
    return new SummationTree(shards).cover(from, to);
  }

  /** How many sums all workers give. */
  int sums() {
    return sumsBefore()[workers];
  }

  /** How many sums the workers before each give, and all. */
  private int[] sumsBefore() {
    int[] before = new int[workers + 1];
    for (int worker = 0; worker < workers; worker++) {
      before[worker + 1] = before[worker] + sums(worker).size();
    }
    return before;
  }

  /** Floats that an executor gathers as a relay, of one that gathers most. */
  long gathered(Topology topology, int parameters) {
    int[] before = sumsBefore();
    Map<Integer, Long> floats = new HashMap<>();
    for (Relay relay : relays(topology, parameters)) {
      int sums = before[relay.toSeat()] - before[relay.fromSeat()];
      floats.merge(relay.member(), (long) sums * relay.range().length(), Long::sum);
    }
    return floats.values().stream().mapToLong(Long::longValue).max().orElse(0);
  }

  /** Where the session is to find out what is fastest, slices take most of many parameters. */
  private List<Relay> relays(Topology topology, int parameters) {
    List<Integer> seats = new ArrayList<>();
    for (int worker = 0; worker < workers; worker++) {
      seats.add(worker / workersOfAnExecutor());
    }
    return switch (topology) {
      case STAR -> List.of();
      case TREE -> Relays.tree(seats, parameters);
      case SLICED -> Relays.sliced(seats, parameters);
      case AUTO -> executors < 3 ? List.of() : Relays.sliced(seats, parameters);
    };
  }
}
