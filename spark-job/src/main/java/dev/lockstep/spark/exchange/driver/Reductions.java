package dev.lockstep.spark.exchange.driver;

import dev.lockstep.spark.exchange.message.PartSums;
import dev.lockstep.train.sum.NumberSum;
import dev.lockstep.train.sum.SummationTree;
import dev.lockstep.train.sum.SummationTree.Node;
import dev.lockstep.train.sum.TreeMerge;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sums in the middle of a round, which go back to all workers as soon as all seats have given
 * their part. They are kept until the round is over: whoever takes a seat over begins the round
 * anew, gives what was given before, and is told what was told before, while others go on. Used
 * under the coordinator's lock.
 */
final class Reductions {
  private final List<Seat> seats;
  private final SummationTree tree;
  private final @Nullable PartSums[] given;
  private final List<double[]> totals = new ArrayList<>();

  /** Over the shards of all seats. */
  Reductions(List<Seat> seats) {
    this.seats = seats;
    this.tree = new SummationTree(seats.get(seats.size() - 1).range().to());
    this.given = new PartSums[seats.size()];
  }

  /** A round begins. */
  void begin() {
    totals.clear();
    Arrays.fill(given, null);
  }

  /** Takes the part of the worker in that seat, which waits for the total. */
  void add(int seat, PartSums sums) {
    seats.get(seat).awaitOthers();
    if (sums.number() < totals.size()) {
      tell(seats.get(seat), sums);
      return;
    }
    given[seat] = sums;
    if (Arrays.stream(given).allMatch(each -> each != null && each.number() == sums.number())) {
      totals.add(total());
      Arrays.fill(given, null);
      seats.stream().filter(Seat::awaitsOthers).forEach(each -> tell(each, sums));
    }
  }

  private double[] total() {
    TreeMerge<double[]> merge = NumberSum.merge(tree.root());
    for (int i = 0; i < given.length; i++) {
      PartSums part = given[i];
      List<Node> nodes = tree.cover(seats.get(i).range().from(), seats.get(i).range().to());
      for (int k = 0; part != null && k < nodes.size(); k++) {
        merge.add(nodes.get(k), part.nodes().get(k));
      }
    }
    return merge.total();
  }

  private void tell(Seat seat, PartSums of) {
    seat.goOn();
    Worker worker = seat.worker();
    if (worker != null) {
      worker.total(of.round(), of.number(), totals.get(of.number()));
    }
  }
}
