package dev.lockstep.spark.exchange.message;

import dev.lockstep.nn.GradientSum;
import dev.lockstep.train.sum.SummationTree.Node;
import java.io.Serializable;

/** The gradient sum of one node of the summation tree, on its way to the driver. */
public final class NodeSum implements Serializable {
  private static final long serialVersionUID = 1;

  private final int from;
  private final int to;
  private final GradientSum sum;

  /** Of the shards of that node. */
  public NodeSum(Node node, GradientSum sum) {
    this.from = node.from();
    this.to = node.to();
    this.sum = sum;
  }

  /** Which shards were added up. */
  public Node node() {
    return new Node(from, to);
  }

  public GradientSum sum() {
    return sum;
  }
}
