package dev.lockstep.spark.exchange;

import dev.lockstep.linalg.Blas;
import dev.lockstep.nn.GradientSum;
import dev.lockstep.shard.Shard;
import dev.lockstep.spark.exchange.message.NodeSum;
import dev.lockstep.spark.exchange.message.Work;
import dev.lockstep.train.PartTimer;
import dev.lockstep.train.ShardGradients;
import dev.lockstep.train.sum.SummationTree;
import dev.lockstep.train.sum.SummationTree.Node;
import dev.lockstep.train.sum.TreeSum;
import dev.lockstep.train.sum.TreeSum.Buffers;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction2;

/**
 * One step on one task's shards: gives the sums of the fewest nodes that cover them. Not a lambda:
 * Spark would read and analyse its bytecode anew in each step.
 */
final class StepTask extends AbstractFunction2<TaskContext, Iterator<Shard>, NodeSum[]>
    implements Serializable {
  private static final long serialVersionUID = 1;

  private final Broadcast<Parcel<Work>> broadcastWork;
  private final Broadcast<float[]> parameters;
  private final long step;

  StepTask(Broadcast<Parcel<Work>> work, Broadcast<float[]> parameters, long step) {
    this.broadcastWork = work;
    this.parameters = parameters;
    this.step = step;
  }

  @Override
  public NodeSum[] apply(TaskContext context, Iterator<Shard> shards) {
    Work work = broadcastWork.value().content();
    float[] values = parameters.value();
    PartTimer timer = new PartTimer(List.of());
    List<Shard> mine = new ArrayList<>();
    CollectionConverters.asJava(shards).forEachRemaining(mine::add);
    if (mine.isEmpty()) {
      return new NodeSum[0];
    }
    Blas blas = work.blas().load();
    int first = mine.get(0).number();
    Buffers buffers = new Buffers(values.length);
    List<NodeSum> sums = new ArrayList<>();
    for (Node node : new SummationTree(work.shards()).cover(first, first + mine.size())) {
      GradientSum sum =
          new TreeSum(node, buffers)
              .of(
                  (number, into) -> {
                    ShardGradients shard =
                        new ShardGradients(
                            work.network(), blas, work.batches(), mine.get(number - first));
                    shard.add(values, step, into);
                    timer.added(shard);
                  });
      timer.tell(sum);
      sums.add(new NodeSum(node, sum));
    }
    return sums.toArray(NodeSum[]::new);
  }
}
