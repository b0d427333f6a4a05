package dev.lockstep.train.sum;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The one order in which sums over shards are added: a binary tree over the shard numbers [0,
 * shards), halved recursively. Floating-point addition is not associative; a fixed order makes the
 * bits independent of who adds.
 */
public final class SummationTree {
  private final int shards;

  /** A node of the tree: the shards [from, to). */
  public record Node(int from, int to) {
    /** At least one shard. */
    public Node {
      if (from >= to) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "no shards from %d to %d", from, to));
      }
    }

    /** Number of shards. */
    public int length() {
      return to - from;
    }

    /** Where the node is halved. */
    int middle() {
      return middle(from, to);
    }

    private static int middle(int from, int to) {
      return (from + to) >>> 1;
    }

    Node left() {
      return new Node(from, middle());
    }

    Node right() {
      return new Node(middle(), to);
    }

    /** Nodes on the longest way down to a shard, but for this one. */
    int height() {
      return Integer.SIZE - Integer.numberOfLeadingZeros(length() - 1);
    }

    /**
     * How many of the nodes from this one down to a part end with that part, which itself is not
     * counted.
     *
     * @throws IllegalArgumentException if the part is none of the nodes below
     */
    int endedBy(Node part) {
      int ended = 0;
      int start = from;
      int end = to;
      while (start != part.from || end != part.to) {
        int middle = middle(start, end);
        boolean isRight = part.from >= middle;
        start = isRight ? middle : start;
        end = isRight ? end : middle;
        ended = isRight ? ended + 1 : 0;
        if (start > part.from || end < part.to) {
          throw new IllegalArgumentException(part + " is no node below " + this);
        }
      }
      return ended;
    }
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
    cover(root(), from, to, nodes);
    return nodes;
  }

  private static void cover(Node node, int from, int to, List<Node> nodes) {
    if (node.from() >= to || node.to() <= from) {
      return;
    }
    if (from <= node.from() && node.to() <= to) {
      nodes.add(node);
      return;
    }
    cover(node.left(), from, to, nodes);
    cover(node.right(), from, to, nodes);
  }
}
