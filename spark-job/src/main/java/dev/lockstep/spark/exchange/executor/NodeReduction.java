package dev.lockstep.spark.exchange.executor;

import dev.lockstep.nn.Reduction;
import dev.lockstep.spark.exchange.message.PartSums;
import dev.lockstep.spark.exchange.message.Reducer;
import dev.lockstep.train.PartTimer;
import dev.lockstep.train.sum.NumberSum;
import dev.lockstep.train.sum.SummationTree.Node;
import java.util.ArrayList;
import java.util.List;

/**
 * The sums of one round, of which a worker adds up those of its nodes, and others the rest.
 *
 * @param range the worker's shards
 */
record NodeReduction(List<Node> nodes, Node range, Reducer reducer, PartTimer timer) {
  /** Of that round, from its first sum on. */
  Reduction of(long round) {
    return new Reduction() {
      private int number;

      @Override
      public double[] sum(double[][] parts) {
        return total(new PartSums(round, number++, sums(parts)));
      }
    };
  }

  private List<double[]> sums(double[][] parts) {
    List<double[]> sums = new ArrayList<>();
    for (Node node : nodes) {
      sums.add(NumberSum.of(node, parts, range.from()));
    }
    return sums;
  }

  private double[] total(PartSums sums) {
    long start = System.nanoTime();
    double[] total = reducer.total(sums);
    timer.waited(System.nanoTime() - start);
    return total;
  }
}
