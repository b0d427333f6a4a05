package dev.lockstep.spark.exchange.topology;

import dev.lockstep.train.sum.SummationTree.Node;
import dev.lockstep.train.sum.TreeMerge;
import java.util.ArrayList;
import java.util.List;

/**
 * The order in which a relay adds what it gathers: that of the summation tree, so that each element
 * of its sums has the bits that it has whoever adds.
 */
public final class SumOrder {
  private final List<Part> parts = new ArrayList<>();
  private final List<Addition> additions = new ArrayList<>();
  private final List<Integer> totals = new ArrayList<>();

  /** What a worker sends of one node: its seat, and the number of the node among the worker's. */
  public record Part(int seat, int number, Node node) {}

  /** The part of that number becomes the sum of itself and of the other. */
  public record Addition(int to, int of) {}

  /** Of a relay of that plan. */
  public SumOrder(Plan plan, Relay relay) {
    for (int seat = relay.fromSeat(); seat < relay.toSeat(); seat++) {
      List<Node> nodes = plan.nodesOf(seat);
      for (int i = 0; i < nodes.size(); i++) {
        parts.add(new Part(seat, i, nodes.get(i)));
      }
    }
    int next = 0;
    for (Node total : plan.nodesOf(relay)) {
      TreeMerge<Integer> merge = new TreeMerge<>(total, this::add);
      while (next < parts.size() && parts.get(next).node().from() < total.to()) {
        merge.add(parts.get(next).node(), next);
        next++;
      }
      totals.add(merge.total());
    }
  }

  private int add(int left, int right) {
    additions.add(new Addition(left, right));
    return left;
  }

  /** What is gathered, in order. */
  public List<Part> parts() {
    return parts;
  }

  /** What is added up, one after the other. */
  public List<Addition> additions() {
    return additions;
  }

  /** For each node that the relay answers with the number of the part that is its sum then. */
  public List<Integer> totals() {
    return totals;
  }
}
