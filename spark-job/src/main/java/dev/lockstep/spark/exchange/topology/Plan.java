package dev.lockstep.spark.exchange.topology;

import dev.lockstep.linalg.Range;
import dev.lockstep.spark.exchange.tasks.ShardRanges;
import dev.lockstep.train.sum.SummationTree;
import dev.lockstep.train.sum.SummationTree.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who sits where, and which executors are relays, until a worker is lost or comes: then another
 * generation of the plan holds, and what was sent under this one is dropped.
 *
 * @param generation counts the plans of a session, from 1
 * @param shards how many there are, which the seats share as {@link ShardRanges} does
 * @param seats for each seat who fills it
 */
public record Plan(
    long generation, int shards, List<Member> members, List<Occupant> seats, List<Relay> relays) {
  /** Seats and relays name executors that are there. */
  public Plan {
    members = List.copyOf(members);
    seats = List.copyOf(seats);
    relays = List.copyOf(relays);
    for (Occupant each : seats) {
      checkMember(each.member(), members.size());
    }
    for (Relay relay : relays) {
      checkMember(relay.member(), members.size());
      if (relay.toSeat() > seats.size()) {
        throw new IllegalArgumentException(relay + " serves more than " + seats.size() + " seats");
      }
    }
    if (seats.isEmpty() || shards < seats.size()) {
      throw new IllegalArgumentException(seats.size() + " seats for " + shards + " shards");
    }
  }

  private static void checkMember(int member, int members) {
    if (member < 0 || member >= members) {
      throw new IllegalArgumentException("no executor " + member + " of " + members);
    }
  }

  /** The shards of a group of seats, contiguous. */
  private Node shardsOf(int fromSeat, int toSeat) {
    return new Node(
        ShardRanges.from(fromSeat, shards, seats.size()),
        ShardRanges.from(toSeat, shards, seats.size()));
  }

  /** The nodes whose sums a worker sends. */
  public List<Node> nodesOf(int seat) {
    return cover(shardsOf(seat, seat + 1));
  }

  /** The nodes whose sums a relay makes of these. */
  public List<Node> nodesOf(Relay relay) {
    return cover(shardsOf(relay.fromSeat(), relay.toSeat()));
  }

  private List<Node> cover(Node range) {
    return new SummationTree(shards).cover(range.from(), range.to());
  }

  /**
   * For each relay the executors that have parameters from it, but for its own: each has each range
   * from one relay, the first that serves one of its workers.
   */
  public List<Set<Integer>> handsOutTo() {
    List<Set<Integer>> to = new ArrayList<>();
    Map<Integer, Set<Range>> had = new HashMap<>();
    for (Relay relay : relays) {
      Set<Integer> those = new LinkedHashSet<>();
      for (int seat = relay.fromSeat(); seat < relay.toSeat(); seat++) {
        int member = seats.get(seat).member();
        if (had.computeIfAbsent(member, none -> new HashSet<>()).add(relay.range())
            && member != relay.member()) {
          those.add(member);
        }
      }
      to.add(those);
    }
    return to;
  }

  /** The number of the executor of that name, or -1. */
  public int numberOf(String id) {
    return members.stream().map(Member::id).toList().indexOf(id);
  }

  /** The executors that one of them exchanges with. */
  public Set<Integer> neighboursOf(int member) {
    Set<Integer> neighbours = new LinkedHashSet<>();
    for (Relay relay : relays) {
      for (int seat = relay.fromSeat(); seat < relay.toSeat(); seat++) {
        int other = seats.get(seat).member();
        if (relay.member() == member) {
          neighbours.add(other);
        } else if (other == member) {
          neighbours.add(relay.member());
        }
      }
    }
    neighbours.remove(member);
    return neighbours;
  }
}
