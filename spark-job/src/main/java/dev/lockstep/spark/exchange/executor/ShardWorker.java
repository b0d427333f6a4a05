package dev.lockstep.spark.exchange.executor;

import dev.lockstep.linalg.Blas;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.GradientSum;
import dev.lockstep.nn.LayerStatistics;
import dev.lockstep.nn.Reduction;
import dev.lockstep.shard.Shard;
import dev.lockstep.spark.exchange.message.Answer;
import dev.lockstep.spark.exchange.message.NodeSum;
import dev.lockstep.spark.exchange.message.Reducer;
import dev.lockstep.spark.exchange.message.Round;
import dev.lockstep.spark.exchange.message.Round.Kind;
import dev.lockstep.spark.exchange.message.Work;
import dev.lockstep.train.JointGradients;
import dev.lockstep.train.PartTimer;
import dev.lockstep.train.ShardEvaluation;
import dev.lockstep.train.ShardGradients;
import dev.lockstep.train.Split;
import dev.lockstep.train.sum.SummationTree;
import dev.lockstep.train.sum.SummationTree.Node;
import dev.lockstep.train.sum.TreeSum;
import dev.lockstep.train.sum.TreeSum.Buffers;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Answers rounds over a contiguous range of shards. Gradients are written to memory that is
 * allocated once. One thread at a time.
 */
public final class ShardWorker {
  private final Work work;
  private final Map<Split, List<Shard>> shards = new EnumMap<>(Split.class);
  private final List<ShardGradients> gradients = new ArrayList<>();
  private final PartTimer timer;
  private final List<Node> nodes;
  private final List<TreeSum> sums = new ArrayList<>();
  private final @Nullable JointGradients joint;
  private final Blas blas;
  private final int first;
  private @Nullable ShardEvaluation evaluation;
  private double threshold;

  /** Of those shards, a contiguous range of each split. */
  public ShardWorker(Work work, List<SplitShard> mine) {
    this.work = work;
    this.blas = work.blas().load();
    for (SplitShard each : mine) {
      shards.computeIfAbsent(each.split(), split -> new ArrayList<>()).add(each.shard());
    }
    List<Shard> train = shards.getOrDefault(Split.TRAIN, List.of());
    this.first = train.get(0).number();
    for (Shard shard : train) {
      gradients.add(new ShardGradients(work.network(), blas, work.batches(), shard));
    }
    this.timer = new PartTimer(gradients);
    this.nodes = new SummationTree(work.shards()).cover(first, first + train.size());
    this.joint =
        work.network().needsWholeBatch()
            ? new JointGradients(work.network(), gradients, first)
            : null;
    if (joint == null) {
      Buffers buffers = new Buffers(work.network().parameters().size());
      nodes.forEach(node -> sums.add(new TreeSum(node, buffers)));
    }
  }

  /** Which shards it holds, and how many rows of each split. */
  String describe() {
    StringJoiner rows = new StringJoiner(", ");
    shards.forEach(
        (split, some) ->
            rows.add(
                String.format(
                    Locale.ROOT, "%,d %s", some.stream().mapToLong(Shard::rows).sum(), split)));
    return String.format(
        Locale.ROOT, "shards %d to %d (rows: %s)", first, first + gradients.size() - 1, rows);
  }

  /** What the driver should know of how this worker computes. */
  Optional<String> notice() {
    return work.blas().difference(blas);
  }

  /**
   * The answer, valid until the next round.
   *
   * @param reducer adds up what layers need of the whole mini-batch
   */
  public Answer answer(Round round, Reducer reducer) {
    return switch (round.kind()) {
      case GRADIENT -> joint == null ? gradient(round) : gradient(joint, round, reducer);
      case LAYERS -> observe(round, reducer);
      case EVALUATION -> evaluate(round);
    };
  }

  /** What can be done for the step after a round before its parameters are known. */
  void prepareAfter(Round round) {
    if (round.kind() == Kind.GRADIENT) {
      gradients.forEach(shard -> shard.prepare(round.step() + 1));
    }
  }

  private Answer gradient(Round round) {
    timer.restart();
    List<NodeSum> answer = new ArrayList<>();
    for (TreeSum each : sums) {
      GradientSum sum =
          each.of(
              (number, into) -> {
                ShardGradients shard = gradients.get(number - first);
                shard.add(round.parameters(), round.step(), into);
                timer.added(shard);
              });
      answer.add(new NodeSum(each.node(), sum));
    }
    return answer(answer);
  }

  private Answer gradient(JointGradients together, Round round, Reducer reducer) {
    timer.restart();
    together.compute(round.parameters(), round.step(), reduction(round, reducer));
    gradients.forEach(timer::added);
    return answer(nodes.stream().map(node -> new NodeSum(node, together.sum(node))).toList());
  }

  private Reduction reduction(Round round, Reducer reducer) {
    Node range = new Node(first, first + gradients.size());
    return new NodeReduction(nodes, range, reducer, timer).of(round.number());
  }

  private Answer answer(List<NodeSum> answer) {
    // What takes part in a step is busy until its last node is done.
    answer.forEach(each -> timer.tell(each.sum()));
    return Answer.ofSums(answer, work.network().parameters().trained());
  }

  private Answer observe(Round round, Reducer reducer) {
    return Answer.ofStates(
        statistics(round, reducer).stream().map(LayerStatistics::bytes).toList());
  }

  private List<LayerStatistics> statistics(Round round, Reducer reducer) {
    return joint == null
        ? gradients.stream().map(shard -> shard.observe(round.parameters(), round.step())).toList()
        : joint.observe(round.parameters(), round.step(), reduction(round, reducer));
  }

  private Answer evaluate(Round round) {
    if (evaluation == null || threshold != round.threshold()) {
      threshold = round.threshold();
      evaluation = new ShardEvaluation(work.network(), work.metrics().at(threshold));
    }
    List<byte[]> states = new ArrayList<>();
    for (Shard shard : shards.getOrDefault(round.split(), List.of())) {
      states.add(MetricSet.bytes(evaluation.state(round.parameters(), shard)));
    }
    return Answer.ofStates(states);
  }
}
