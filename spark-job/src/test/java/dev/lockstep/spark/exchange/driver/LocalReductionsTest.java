package dev.lockstep.spark.exchange.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.linalg.BlasChoice;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.GradientSum;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.MiniBatches;
import dev.lockstep.shard.Shuffle;
import dev.lockstep.spark.cluster.SharedBlas;
import dev.lockstep.spark.exchange.message.Answer;
import dev.lockstep.spark.exchange.message.NodeSum;
import dev.lockstep.spark.exchange.message.PartSums;
import dev.lockstep.spark.exchange.message.Reducer;
import dev.lockstep.spark.exchange.message.Round;
import dev.lockstep.spark.exchange.message.SessionAddress;
import dev.lockstep.spark.exchange.message.Work;
import dev.lockstep.spark.testing.TestSpark;
import dev.lockstep.train.sum.SummationTree.Node;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sums in the middle of rounds in one JVM, where the driver's thread works in the stead of the
 * first of two workers.
 */
@Timeout(120)
final class LocalReductionsTest {
  private static final int NONE = -1;
  private static final int SUMS = 3;
  private static final Network NETWORK =
      new Network(1, List.of(new Dense(1, 2)), new SoftmaxCrossEntropy());

  /** Tasks that have ended. */
  private static final Semaphore ENDED = new Semaphore(0);

  private final JavaSparkContext spark = new JavaSparkContext(TestSpark.session().sparkContext());

  /** Answers with what sums were, unless it is the seat that fails. */
  private record Summing(SessionAddress address, int failing)
      implements FlatMapFunction<Iterator<Integer>, Integer> {
    @Override
    public Iterator<Integer> call(Iterator<Integer> shards) {
      int seat = TaskContext.getPartitionId();
      try {
        LocalWorker.run(
            address, () -> (round, reducer) -> answer(seat, round, reducer), TaskContext.get());
      } finally {
        ENDED.release();
      }
      return List.<Integer>of().iterator();
    }

    private Answer answer(int seat, Round round, Reducer reducer) {
      float[] gradient = new float[NETWORK.parameters().size()];
      for (int i = 0; i < SUMS; i++) {
        if (seat == failing && i == 1) {
          throw new IllegalStateException("the shards are lost");
        }
        double[] mine = {seat + 1 + round.number() * i};
        gradient[i] = (float) reducer.total(new PartSums(round.number(), i, List.of(mine)))[0];
      }
      NodeSum sum = new NodeSum(new Node(seat, seat + 1), new GradientSum(gradient));
      return Answer.ofSums(List.of(sum), gradient.length);
    }
  }

  private Session session() {
    BatchPlan plan = new BatchPlan(2, 2, Shuffle.NONE, 1);
    Work work =
        new Work(
            NETWORK,
            new MiniBatches(plan, new long[] {1, 1}),
            MetricSet.binary(),
            new SharedBlas(spark.sc(), BlasChoice.AUTO));
    return new Session(Session.Driver.of(spark, TestSpark.settings()), work);
  }

  private void start(Session session, int failing) throws Exception {
    JavaRDD<Integer> shards = spark.parallelize(List.of(0, 1), 2);
    ENDED.drainPermits();
    session.start(shards, address -> new Summing(address, failing));
  }

  private static List<Answer> run(Session session) {
    return session.run(number -> Round.gradient(number, 0, new float[1]));
  }

  private static void bothTasksEnd() throws InterruptedException {
    assertThat(ENDED.tryAcquire(2, 60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void theDriversThreadAndATasksTellEachOther() throws Exception {
    try (Session session = session()) {
      start(session, NONE);
      for (int round = 1; round <= 200; round++) {
        for (Answer answer : run(session)) {
          for (int i = 0; i < SUMS; i++) {
            assertThat(answer.sums().get(0).sum().gradient()[i]).isEqualTo(3 + 2 * round * i);
          }
        }
      }
    }
    bothTasksEnd();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void whoWaitsForOneThatFailsEnds(int failing) throws Exception {
    try (Session session = session()) {
      start(session, failing);
      assertThatThrownBy(() -> run(session))
          .isInstanceOf(SessionFailedException.class)
          .hasMessageContaining("the shards are lost");
    }
    bothTasksEnd();
  }
}
