package dev.lockstep.spark.exchange.topology;

import dev.lockstep.linalg.Range;
import dev.lockstep.spark.exchange.tasks.ShardRanges;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which executors are relays for which workers and parameters. */
public final class Relays {
  /** Smaller slices of the parameters are not worth a message of their own. */
  static final int LEAST_SLICE = 1024;

  private Relays() {}

  /**
   * A tree of two levels: groups of neighbouring workers, about as many as each has, and as the
   * head of each one of their executors, for all parameters.
   *
   * @param seats for each seat the number of its executor
   */
  public static List<Relay> tree(List<Integer> seats, int parameters) {
    int groups = groups(seats.size());
    List<Relay> relays = new ArrayList<>();
    Set<Integer> heads = new HashSet<>();
    for (int i = 0; i < groups; i++) {
      int from = ShardRanges.from(i, seats.size(), groups);
      int to = ShardRanges.from(i + 1, seats.size(), groups);
      int head = head(seats.subList(from, to), heads);
      heads.add(head);
      relays.add(new Relay(new Range(0, parameters), from, to, head));
    }
    return relays;
  }

  /** The power of two next to the root, so that groups tend to be nodes of the summation tree. */
  static int groups(int seats) {
    return Math.min(seats, 1 << Math.round(Math.log(seats) / Math.log(2) / 2));
  }

  /** One that is not the head of another group, if there is one. */
  private static int head(List<Integer> group, Set<Integer> taken) {
    return group.stream()
        .filter(member -> !taken.contains(member))
        .findFirst()
        .orElse(group.get(0));
  }

  /** Each executor owns a slice of the parameters, for all workers. */
  public static List<Relay> sliced(List<Integer> seats, int parameters) {
    List<Integer> owners = new ArrayList<>(new LinkedHashSet<>(seats));
    int slices = Math.max(1, Math.min(owners.size(), parameters / LEAST_SLICE));
    List<Relay> relays = new ArrayList<>();
    for (int i = 0; i < slices; i++) {
      int from = ShardRanges.from(i, parameters, slices);
      int to = ShardRanges.from(i + 1, parameters, slices);
      relays.add(new Relay(new Range(from, to), 0, seats.size(), owners.get(i)));
    }
    return relays;
  }
}
