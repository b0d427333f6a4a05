package dev.lockstep.train.sum;

import dev.lockstep.train.sum.SummationTree.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;

/**
 * Puts what is known of a node's parts together along the {@link SummationTree}. Parts come in
 * order, as nodes below; two halves become one as soon as both are there. Confined to one thread.
 *
 * @param <S> what is known of a node
 */
public final class TreeMerge<S> {
  private final Node whole;
  private final BinaryOperator<S> merge;

  /** Of nodes that still lack their right half, and of the whole in the end. */
  private final List<S> pending = new ArrayList<>();

  /** The first shard that has not been added. */
  private int next;

  /**
   * Of that node.
   *
   * @param merge makes one of its left and its right half
   */
  public TreeMerge(Node whole, BinaryOperator<S> merge) {
    this.whole = whole;
    this.merge = merge;
    this.next = whole.from();
  }

  /** The node that is put together. */
  public Node node() {
    return whole;
  }

  /** Forgets what has been added. */
  public void begin() {
    pending.clear();
    next = whole.from();
  }

  /** How many wait for their right half, but for one that is about to be merged. */
  int waiting() {
    return pending.size();
  }

  /**
   * Adds what is known of the node that comes next.
   *
   * @throws IllegalStateException naming the shards, if another node should come next
   */
  public void add(Node part, S state) {
    checkNext(part);
    int halves = whole.endedBy(part);
    next = part.to();
    S both = state;
    for (int i = 0; i < halves; i++) {
      S left = pending.remove(pending.size() - 1);
      both = merge.apply(left, both);
    }
    pending.add(both);
  }

  /** Adds what is known of the shard that comes next. */
  public void addShard(S state) {
    add(new Node(next, next + 1), state);
  }

  private void checkNext(Node part) {
    if (part.from() > next) {
      throw new IllegalStateException("no sum covers shard " + next);
    }
    if (part.from() < next) {
      throw new IllegalStateException("shard " + part.from() + " has been added before");
    }
  }

  /**
   * What is known of the node.
   *
   * @throws IllegalStateException naming the first shard that is missing
   */
  public S total() {
    if (next != whole.to()) {
      throw new IllegalStateException("no sum covers shard " + next);
    }
    return pending.get(0);
  }
}
