package dev.lockstep.spark.exchange.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.nn.GradientSum;
import dev.lockstep.spark.exchange.driver.Watch.Patience;
import dev.lockstep.spark.exchange.message.Answer;
import dev.lockstep.spark.exchange.message.NodeSum;
import dev.lockstep.spark.exchange.message.PartSums;
import dev.lockstep.spark.exchange.message.Round;
import dev.lockstep.train.sum.SummationTree.Node;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sums in the middle of rounds, of workers that a test answers for by hand. */
@Timeout(60)
final class ReductionsTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final TasksByHand tasks = new TasksByHand();

  /** Of three shards the tree's halves are the first, and the two others. */
  private final Coordinator coordinator = coordinator(LONG);

  private Coordinator coordinator(Duration round) {
    return new Coordinator(
        List.of(new Node(0, 2), new Node(2, 3)),
        new Patience(round, LONG),
        tasks,
        TasksByHand.star());
  }

  private static CompletableFuture<Integer> run(Coordinator by) {
    return CompletableFuture.supplyAsync(
        () -> by.run(Round.gradient(1, 0, new float[1]), WorkerByHand::park).size());
  }

  private static Answer answer(int from, int to) {
    return Answer.ofSums(
        List.of(new NodeSum(new Node(from, to), new GradientSum(new float[] {1}))), 1);
  }

  private static PartSums sums(int number, double... nodes) {
    return new PartSums(
        1, number, Arrays.stream(nodes).mapToObj(each -> new double[] {each}).toList());
  }

  /** 1 + (2^53 + -2^53) is 1 along the tree, and 0 from left to right. */
  @Test
  void theTotalIsAddedAlongTheTreeAndToldToAll() throws Exception {
    WorkerByHand first = new WorkerByHand();
    WorkerByHand second = new WorkerByHand();
    coordinator.join(0, first);
    coordinator.join(1, second);
    CompletableFuture<Integer> round = run(coordinator);
    first.next();
    second.next();
    for (int number = 0; number < 3; number++) {
      assertThat(coordinator.reduce(0, first, sums(number, 1 + number, 0x1p53))).isTrue();
      assertThat(first.anyTotal()).as("before all have given their part").isNull();
      assertThat(coordinator.reduce(1, second, sums(number, -0x1p53))).isTrue();
      assertThat(first.total()).isEqualTo(1 + number);
      assertThat(second.total()).isEqualTo(1 + number);
    }
    coordinator.answer(0, first, 1, answer(0, 2));
    coordinator.answer(1, second, 1, answer(2, 3));
    assertThat(round.get(60, TimeUnit.SECONDS)).isEqualTo(2);
  }

  @Test
  void whatForeignersGiveAndForOtherRoundsDoesNotCount() throws Exception {
    WorkerByHand first = new WorkerByHand();
    WorkerByHand second = new WorkerByHand();
    coordinator.join(0, first);
    coordinator.join(1, second);
    assertThat(coordinator.reduce(0, first, sums(0, 1, 1))).as("before any round").isFalse();
    CompletableFuture<Integer> round = run(coordinator);
    first.next();
    assertThat(coordinator.reduce(0, second, sums(0, 1, 1))).as("in another seat").isFalse();
    PartSums late = new PartSums(0, 0, sums(0, 1, 1).nodes());
    assertThat(coordinator.reduce(0, first, late)).as("of another round").isFalse();
    coordinator.answer(0, first, 1, answer(0, 2));
    assertThat(coordinator.reduce(0, first, sums(0, 1, 1))).as("after its answer").isFalse();
    coordinator.answer(1, second, 1, answer(2, 3));
    assertThat(round.get(60, TimeUnit.SECONDS)).isEqualTo(2);
  }

  @Test
  void aSuccessorIsToldWhatWasToldBeforeWhileOthersGoOn() throws Exception {
    WorkerByHand steady = new WorkerByHand();
    WorkerByHand lost = new WorkerByHand();
    coordinator.join(0, steady);
    coordinator.join(1, lost);
    CompletableFuture<Integer> round = run(coordinator);
    steady.next();
    lost.next();
    coordinator.reduce(0, steady, sums(0, 1, 2));
    coordinator.reduce(1, lost, sums(0, 3));
    coordinator.reduce(1, lost, sums(1, 6));
    coordinator.leave(1, lost, "gone");
    assertThat(steady.total()).isEqualTo(6);
    coordinator.reduce(0, steady, sums(1, 4, 5));
    assertThat(steady.total()).as("what the lost one had given").isEqualTo(15);
    coordinator.reduce(0, steady, sums(2, 7, 8));
    WorkerByHand successor = new WorkerByHand();
    coordinator.join(1, successor);
    successor.next();
    assertThat(successor.anyTotal()).as("before it asks").isNull();
    coordinator.reduce(1, successor, sums(0, 3));
    assertThat(successor.total()).isEqualTo(6);
    coordinator.reduce(1, successor, sums(1, 6));
    assertThat(successor.total()).isEqualTo(15);
    assertThat(steady.anyTotal()).isNull();
    coordinator.reduce(1, successor, sums(2, 9));
    assertThat(successor.total()).isEqualTo(24);
    assertThat(steady.total()).isEqualTo(24);
    coordinator.answer(0, steady, 1, answer(0, 2));
    coordinator.answer(1, successor, 1, answer(2, 3));
    assertThat(round.get(60, TimeUnit.SECONDS)).isEqualTo(2);
  }

  /** Otherwise it would be taken for hung together with the one that it waits for. */
  @Test
  void whoWaitsForOthersIsNotCutWithTheOneThatNeverAnswers() throws Exception {
    Coordinator watchful = coordinator(Duration.ofSeconds(8));
    WorkerByHand steady = new WorkerByHand();
    WorkerByHand hung = new WorkerByHand();
    watchful.join(0, steady);
    watchful.join(1, hung);
    CompletableFuture<Integer> round = run(watchful);
    steady.next();
    hung.next();
    watchful.reduce(0, steady, sums(0, 1, 2));
    WorkerByHand successor = new WorkerByHand();
    watchful.join(1, successor); // Stands by.
    successor.next();
    assertThat(watchful.losses()).as("once that is over").isOne();
    assertThat(hung.cut).isTrue();
    assertThat(steady.cut).isFalse();
    watchful.reduce(1, successor, sums(0, 3));
    assertThat(steady.total()).isEqualTo(6);
    watchful.answer(0, steady, 1, answer(0, 2));
    watchful.answer(1, successor, 1, answer(2, 3));
    assertThat(round.get(60, TimeUnit.SECONDS)).isEqualTo(2);
    assertThat(steady.cut).isFalse();
  }
}
