package dev.lockstep.train;

import dev.lockstep.nn.GradientSum;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one order in which sums over shards are added: a binary tree over the shard numbers [0,
 * shards), halved recursively. Floating-point addition is not associative; a fixed order makes the
 * bits independent of who adds.
 */
public final class SummationTree {
  private final int shards;

  /** A node of the tree: the shards [from, to). */
  public record Node(int from, int to) {
    /** Whether this is a single shard. */
    boolean isLeaf() {
      return to - from == 1;
    }

    /** Number of shards. */
    public int length() {
      return to - from;
    }

    /** Where the node is halved. */
    int middle() {
      return (from + to) >>> 1;
    }

    Node left() {
      return new Node(from, middle());
    }

    Node right() {
      return new Node(middle(), to);
    }
  }

  /** Writes the sum of one shard into a cleared buffer. */
  @FunctionalInterface
  public interface ShardSum {
    void into(int shard, GradientSum sum);
  }

  /** Finds the sum that somebody has computed of that very node, or null if nobody has. */
  @FunctionalInterface
  public interface KnownSum {
    @Nullable GradientSum of(Node node);
  }

  /** The tree over that many shards. */
  public SummationTree(int shards) {
    if (shards < 1) {
      throw new IllegalArgumentException("there must be at least 1 shard, not " + shards);
    }
    this.shards = shards;
  }

  /** Number of leaves. */
  public int shards() {
    return shards;
  }

  /** The sum over all shards. */
  public Node root() {
    return new Node(0, shards);
  }

  /**
   * The fewest nodes that together cover the shards [from, to), in order: what a holder of these
   * shards may add up by itself.
   */
  public List<Node> cover(int from, int to) {
    List<Node> nodes = new ArrayList<>();
    cover(root(), new Node(from, to), nodes);
    return nodes;
  }

  private static void cover(Node node, Node wanted, List<Node> nodes) {
    if (node.from() >= wanted.to() || node.to() <= wanted.from()) {
      return;
    }
    if (wanted.from() <= node.from() && node.to() <= wanted.to()) {
      nodes.add(node);
      return;
    }
    cover(node.left(), wanted, nodes);
    cover(node.right(), wanted, nodes);
  }

  /**
   * Buffers for the partial sums of one thread, reused from step to step: as many as the tree is
   * deep.
   */
  public static final class Buffers {
    private final int parameters;
    private final Deque<GradientSum> free = new ArrayDeque<>();

    /** Buffers for sums over that many parameters. */
    public Buffers(int parameters) {
      this.parameters = parameters;
    }

    /** Its content is whatever it was. */
    GradientSum take() {
      GradientSum sum = free.poll();
      return sum == null ? new GradientSum(parameters) : sum;
    }

    void give(GradientSum sum) {
      free.push(sum);
    }
  }

  /** Adds up a node's shards along the tree, into a cleared sum. */
  public static void sum(Node node, ShardSum shardSum, Buffers buffers, GradientSum into) {
    if (node.isLeaf()) {
      shardSum.into(node.from(), into);
      return;
    }
    sum(node.left(), shardSum, buffers, into);
    GradientSum right = buffers.take();
    right.clear();
    sum(node.right(), shardSum, buffers, right);
    into.add(right);
    buffers.give(right);
  }

  /**
   * Adds up a node along the tree from sums of nodes below it.
   *
   * @param into room for the sum, overwritten
   * @return the sum: into, or the known one if the node's own is known
   * @throws IllegalStateException naming the shard, if no known sum covers one
   */
  public static GradientSum combine(Node node, KnownSum known, Buffers buffers, GradientSum into) {
    GradientSum whole = known.of(node);
    if (whole != null) {
      return whole;
    }
    if (node.isLeaf()) {
      throw new IllegalStateException("no sum covers shard " + node.from());
    }
    GradientSum room = buffers.take();
    into.set(
        combine(node.left(), known, buffers, into), combine(node.right(), known, buffers, room));
    buffers.give(room);
    return into;
  }
}
