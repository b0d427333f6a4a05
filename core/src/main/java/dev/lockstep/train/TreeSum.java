package dev.lockstep.train;

import dev.lockstep.nn.GradientSum;
import dev.lockstep.train.SummationTree.Node;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds up a node of the {@link SummationTree}, from its shards or from sums of nodes below it that
 * others have computed. They come in order; two halves are added as soon as both are there. Its
 * memory is used again and again. Confined to one thread.
 */
public final class TreeSum {
  private final Node whole;
  private final int parameters;

  /** Room for own sums: the one at i is for what begins with the i-th of the pending sums. */
  private final List<GradientSum> rooms = new ArrayList<>();

  /** Sums of nodes that still lack their right half, and the whole in the end. */
  private final GradientSum[] pending;

  private int count;

  /** The first shard that has not been added. */
  private int next;

  /** Writes the sum of one shard into a cleared sum. */
  @FunctionalInterface
  public interface ShardSum {
    void into(int shard, GradientSum sum);
  }

  /** For that node and number of parameters. */
  public TreeSum(Node whole, int parameters) {
    this.whole = whole;
    this.parameters = parameters;
    this.pending = new GradientSum[whole.height() + 1];
  }

  /** The node that is added up. */
  public Node node() {
    return whole;
  }

  /** The sum of the node's shards, valid until the next begins. */
  public GradientSum of(ShardSum shards) {
    begin();
    for (int shard = whole.from(); shard < whole.to(); shard++) {
      GradientSum room = room(count);
      room.clear();
      shards.into(shard, room);
      add(new Node(shard, shard + 1), room);
    }
    return total();
  }

  /** Forgets what has been added. */
  public void begin() {
    count = 0;
    next = whole.from();
  }

  /**
   * Adds the sum of the node that comes next.
   *
   * @param sum not modified, and not to be until the {@link #total} is there
   * @throws IllegalStateException naming the shard, if another node should come next
   */
  public void add(Node part, GradientSum sum) {
    if (part.from() != next) {
      throw new IllegalStateException("no sum covers shard " + next);
    }
    next = part.to();
    pending[count++] = sum;
    for (int halves = whole.endedBy(part); halves > 0; halves--) {
      count--;
      GradientSum room = room(count - 1);
      room.set(pending[count - 1], pending[count]);
      pending[count - 1] = room;
    }
  }

  /**
   * The sum over the node, valid until the next begins: the one that was added, if it was of the
   * node itself.
   *
   * @throws IllegalStateException naming the first shard that is missing
   */
  public GradientSum total() {
    if (next != whole.to()) {
      throw new IllegalStateException("no sum covers shard " + next);
    }
    return pending[0];
  }

  private GradientSum room(int place) {
    while (rooms.size() <= place) {
      rooms.add(new GradientSum(parameters));
    }
    return rooms.get(place);
  }
}
