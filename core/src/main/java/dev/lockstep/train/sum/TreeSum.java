package dev.lockstep.train.sum;

import dev.lockstep.nn.GradientSum;
import dev.lockstep.train.sum.SummationTree.Node;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds up a node of the {@link SummationTree}, from its shards or from sums of nodes below it that
 * others have computed. They come in order; two halves are added as soon as both are there. Its
 * memory is used again and again. Confined to one thread.
 */
public final class TreeSum {
  private final TreeMerge<GradientSum> sums;
  private final GradientSum room;
  private final Buffers buffers;

  /** Room for partial sums, shared by the sums of one thread. */
  public static final class Buffers {
    private final int parameters;
    private final List<GradientSum> sums = new ArrayList<>();

    /** For sums over that many parameters. */
    public Buffers(int parameters) {
      this.parameters = parameters;
    }

    private GradientSum at(int place) {
      while (sums.size() <= place) {
        sums.add(new GradientSum(parameters));
      }
      return sums.get(place);
    }
  }

  /** Writes the sum of one shard into a cleared sum. */
  @FunctionalInterface
  public interface ShardSum {
    void into(int shard, GradientSum sum);
  }

  /** Of that node, over as many parameters as the buffers have. */
  public TreeSum(Node whole, Buffers buffers) {
    this.sums = new TreeMerge<>(whole, this::both);
    this.room = new GradientSum(buffers.parameters);
    this.buffers = buffers;
  }

  /** How many sums it takes to add up those of so many shards, one after the other. */
  public static int ofShards(int shards) {
    return 1 + new Node(0, shards).height();
  }

  /** How many sums it takes, beside theirs, to add up those of so many nodes. */
  public static int ofNodes(int nodes) {
    return Math.max(1, new Node(0, nodes).height());
  }

  /** The node that is added up. */
  public Node node() {
    return sums.node();
  }

  /** The sum of the node's shards, always the same object, valid until the next begins. */
  public GradientSum of(ShardSum shards) {
    begin();
    for (int shard = node().from(); shard < node().to(); shard++) {
      GradientSum sum = room(sums.waiting());
      sum.clear();
      shards.into(shard, sum);
      add(new Node(shard, shard + 1), sum);
    }
    return total();
  }

  /** Forgets what has been added. */
  public void begin() {
    sums.begin();
  }

  /**
   * Adds the sum of the node that comes next.
   *
   * @param sum not modified here, and not to be elsewhere until the {@link #total} has been used
   * @throws IllegalStateException naming the shards, if another node should come next
   */
  public void add(Node part, GradientSum sum) {
    sums.add(part, sum);
  }

  private GradientSum both(GradientSum left, GradientSum right) {
    GradientSum both = room(sums.waiting());
    both.set(left, right);
    return both;
  }

  /**
   * The sum over the node, valid until the next begins: the one that was added, if it was of the
   * node itself.
   *
   * @throws IllegalStateException naming the first shard that is missing
   */
  public GradientSum total() {
    return sums.total();
  }

  /** Room for the sum that begins with the one pending at that place. */
  private GradientSum room(int place) {
    return place == 0 ? room : buffers.at(place);
  }
}
