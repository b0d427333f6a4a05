package dev.lockstep.spark.exchange.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.nn.GradientSum;
import dev.lockstep.spark.exchange.driver.Watch.Patience;
import dev.lockstep.spark.exchange.message.Answer;
import dev.lockstep.spark.exchange.message.NodeSum;
import dev.lockstep.spark.exchange.message.Round;
import dev.lockstep.train.sum.SummationTree.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Workers here are ports that a test answers for by hand. */
final class CoordinatorTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Patience PATIENCE = new Patience(LONG, LONG);

  private final TasksByHand tasks = new TasksByHand();
  private final Coordinator coordinator =
      new Coordinator(List.of(new Node(0, 1), new Node(1, 2)), PATIENCE, tasks, TasksByHand.star());

  private static Answer result(float value) {
    GradientSum sum = new GradientSum(new float[] {value});
    return Answer.ofSums(List.of(new NodeSum(new Node(0, 1), sum)), sum.gradient().length);
  }

  private static float value(Answer result) {
    return result.sums().get(0).sum().gradient()[0];
  }

  private CompletableFuture<List<Float>> run(long number) {
    return CompletableFuture.supplyAsync(
        () -> {
          List<Float> values = new ArrayList<>();
          coordinator
              .run(Round.gradient(number, 0, new float[1]), WorkerByHand::park)
              .forEach(result -> values.add(value(result)));
          return values;
        });
  }

  @Test
  void answersComeInTheOrderOfThePlaces() throws Exception {
    WorkerByHand first = new WorkerByHand();
    WorkerByHand second = new WorkerByHand();
    coordinator.join(1, second);
    coordinator.join(0, first);
    CompletableFuture<List<Float>> round = run(1);
    long number = second.next().number();
    assertThat(coordinator.answer(1, second, number, result(2))).isTrue();
    assertThat(coordinator.answer(0, first, first.next().number(), result(1))).isTrue();
    assertThat(round.get(60, TimeUnit.SECONDS)).containsExactly(1f, 2f);
  }

  @Test
  void staleDuplicatedAndForeignAnswersDoNotCount() throws Exception {
    WorkerByHand first = new WorkerByHand();
    WorkerByHand second = new WorkerByHand();
    coordinator.join(0, first);
    coordinator.join(1, second);
    CompletableFuture<List<Float>> round = run(1);
    first.next();
    assertThat(coordinator.answer(0, first, 0, result(9))).as("of an earlier round").isFalse();
    assertThat(coordinator.answer(0, second, 1, result(9))).as("of another place").isFalse();
    assertThat(coordinator.answer(0, first, 1, result(1))).isTrue();
    assertThat(coordinator.answer(0, first, 1, result(9))).as("a second time").isFalse();
    second.next();
    assertThat(coordinator.answer(1, second, 1, result(2))).isTrue();
    assertThat(round.get(60, TimeUnit.SECONDS)).containsExactly(1f, 2f);
  }

  @Test
  void aLostWorkersSuccessorIsAskedTheSameWhileOthersKeepTheirAnswers() throws Exception {
    WorkerByHand steady = new WorkerByHand();
    WorkerByHand lost = new WorkerByHand();
    coordinator.join(0, steady);
    coordinator.join(1, lost);
    CompletableFuture<List<Float>> round = run(1);
    assertThat(coordinator.answer(0, steady, steady.next().number(), result(1))).isTrue();
    lost.next();
    coordinator.leave(1, lost, "gone");
    WorkerByHand successor = new WorkerByHand(0, 1);
    assertThat(coordinator.join(1, successor)).isTrue();
    assertThat(successor.next().number()).isEqualTo(1);
    assertThat(coordinator.answer(1, lost, 1, result(9))).as("of the lost one").isFalse();
    assertThat(coordinator.answer(1, successor, 1, result(2))).isTrue();
    assertThat(round.get(60, TimeUnit.SECONDS)).containsExactly(1f, 2f);
    assertThat(steady.asked).isEmpty();
  }

  @Test
  void aPlaceIsNotHadByNamingAHigherAttempt() {
    WorkerByHand first = new WorkerByHand(0, 1);
    WorkerByHand higher = new WorkerByHand(0, Integer.MAX_VALUE);
    WorkerByHand lower = new WorkerByHand(0, 0);
    assertThat(coordinator.join(0, first)).isTrue();
    assertThat(coordinator.join(0, higher)).isFalse();
    assertThat(coordinator.join(0, lower)).isFalse();
    assertThat(lower.released).as("let go before the end").isFalse();
    coordinator.end();
    assertThat(List.of(first.released, higher.released, lower.released)).doesNotContain(false);
    assertThat(List.of(first.cut, higher.cut, lower.cut)).doesNotContain(true);
  }

  @Test
  void aPlaceIsOpenToALowerAttemptThanTheOneThatIsLost() {
    WorkerByHand lost = new WorkerByHand(0, 5);
    coordinator.join(0, lost);
    coordinator.leave(0, lost, "gone");
    assertThat(coordinator.join(0, new WorkerByHand(0, 2))).isTrue();
  }

  @Test
  void attemptsThatStandByAreBounded() {
    List<WorkerByHand> attempts = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      attempts.add(new WorkerByHand(0, i));
      coordinator.join(0, attempts.get(i));
    }
    assertThat(attempts.stream().filter(attempt -> !attempt.cut)).hasSize(9);
  }

  @Test
  void whenTheAttemptThatCountsIsLostOneThatStandsByIsAskedTheSame() throws Exception {
    WorkerByHand steady = new WorkerByHand();
    WorkerByHand gone = new WorkerByHand();
    WorkerByHand copy = new WorkerByHand(0, 1);
    WorkerByHand original = new WorkerByHand(0, 2);
    coordinator.join(0, steady);
    coordinator.join(1, copy);
    coordinator.join(1, gone);
    coordinator.join(1, original);
    coordinator.leave(1, gone, "gone while it stood by");
    CompletableFuture<List<Float>> round = run(1);
    coordinator.answer(0, steady, steady.next().number(), result(1));
    copy.next();
    coordinator.leave(1, copy, "gone");
    assertThat(original.next().number()).isEqualTo(1);
    assertThat(coordinator.answer(1, copy, 1, result(9))).as("of the lost one").isFalse();
    assertThat(coordinator.answer(1, original, 1, result(2))).isTrue();
    assertThat(round.get(60, TimeUnit.SECONDS)).containsExactly(1f, 2f);
    assertThat(gone.asked).isEmpty();
    assertThat(coordinator.losses()).isEqualTo(1);
  }

  @Test
  void anAttemptOfALaterStageTakesThePlaceOfAnEarlierOnceSparkRunsThatStage() throws Exception {
    WorkerByHand earlier = new WorkerByHand(0, 3);
    WorkerByHand later = new WorkerByHand(1, 0);
    WorkerByHand steady = new WorkerByHand(1, 0);
    coordinator.join(0, earlier);
    coordinator.join(1, steady);
    assertThat(coordinator.join(0, later)).isFalse();
    CompletableFuture<List<Float>> round = run(1);
    coordinator.answer(1, steady, steady.next().number(), result(2));
    earlier.next();
    assertThat(later.asked.poll(100, TimeUnit.MILLISECONDS)).as("there is no such stage").isNull();
    tasks.stageAttempt = 1;
    assertThat(coordinator.answer(0, later, later.next().number(), result(1))).isTrue();
    assertThat(round.get(60, TimeUnit.SECONDS)).containsExactly(1f, 2f);
    assertThat(earlier.cut).isTrue();
    assertThat(later.cut).isFalse();
  }

  /** It takes many times as long as any round before. */
  @Test
  void aWorkerThatNeverAnswersIsCutAndItsExecutorGivenUpUnlessAnotherAttemptComes()
      throws Exception {
    Patience little = new Patience(Duration.ofSeconds(4), Duration.ofSeconds(1));
    Coordinator watchful =
        new Coordinator(List.of(new Node(0, 1)), little, tasks, TasksByHand.star());
    WorkerByHand hung = new WorkerByHand();
    watchful.join(0, hung);
    CompletableFuture<List<Answer>> round =
        CompletableFuture.supplyAsync(
            () -> watchful.run(Round.gradient(1, 0, new float[1]), WorkerByHand::park));
    hung.next();
    assertThat(tasks.givenUp.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo("7");
    assertThat(hung.cut).isTrue();
    WorkerByHand successor = new WorkerByHand(0, 1);
    watchful.join(0, successor);
    assertThat(watchful.answer(0, hung, 1, result(9))).as("of the hung one").isFalse();
    assertThat(watchful.answer(0, successor, successor.next().number(), result(1))).isTrue();
    assertThat(value(round.get(60, TimeUnit.SECONDS).get(0))).isEqualTo(1);
  }

  @Test
  void anExecutorWhoseWorkerHasFailedOrIsGoneIsNotGivenUp() {
    Patience little = new Patience(LONG, Duration.ofMillis(300));
    Coordinator watchful =
        new Coordinator(List.of(new Node(0, 1)), little, tasks, TasksByHand.star());
    WorkerByHand gone = new WorkerByHand();
    watchful.join(0, gone);
    watchful.leave(0, gone, "the connection was reset");
    assertThatThrownBy(() -> watchful.run(Round.gradient(1, 0, new float[1]), WorkerByHand::park))
        .isInstanceOf(SeatVacantException.class);
    assertThat(tasks.givenUp).isEmpty();
  }

  @Test
  void aRoundIsGivenUpAsSoonAsSparkLacksTheSlots() {
    WorkerByHand lost = new WorkerByHand();
    Coordinator watchful =
        new Coordinator(
            List.of(new Node(0, 1), new Node(1, 2)),
            new Patience(LONG, Duration.ofMillis(300)),
            tasks,
            TasksByHand.star());
    watchful.join(0, lost);
    watchful.join(1, new WorkerByHand());
    watchful.leave(0, lost, "it was killed");
    tasks.slots = 1;
    assertThatThrownBy(() -> watchful.run(Round.gradient(1, 0, new float[1]), WorkerByHand::park))
        .isInstanceOf(SeatVacantException.class)
        .hasMessage("an executor is lost: of the slots for 2 workers, 1 are left");
  }

  @Test
  void aRoundThatTakesTooLongNamesWhomItWaitsFor() {
    Coordinator impatient =
        new Coordinator(
            List.of(new Node(0, 3)),
            new Patience(Duration.ofMillis(50), LONG),
            tasks,
            TasksByHand.star());
    impatient.join(0, new WorkerByHand());
    assertThatThrownBy(() -> impatient.run(Round.gradient(1, 0, new float[1]), WorkerByHand::park))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("exchange.step_timeout")
        .hasMessageContaining("worker of shards 0 to 2 (lost, was executor 7 on host h)");
  }

  @Test
  void theEndOfTheSessionEndsARoundThatIsUnderWay() throws Exception {
    WorkerByHand worker = new WorkerByHand();
    coordinator.join(0, worker);
    CompletableFuture<List<Float>> round = run(1);
    worker.next();
    coordinator.end();
    assertThatThrownBy(() -> round.get(60, TimeUnit.SECONDS))
        .hasRootCauseMessage("the session has ended in the middle of a round");
  }

  @Test
  void missingWorkersAreNamed() {
    tasks.running = 1;
    coordinator.join(0, new WorkerByHand());
    assertThatThrownBy(() -> coordinator.awaitAll(Duration.ofMillis(10)))
        .isInstanceOf(TimeoutException.class)
        .hasMessageContaining("1 of 2 workers came")
        .hasMessageContaining("missing is the worker of shards 1 to 1 (not connected)")
        .hasMessageContaining("another job may hold some, or an executor not answer");
  }

  @Test
  void aFailedJobEndsTheRoundWithItsCause() {
    IllegalStateException cause = new IllegalStateException("task 3 failed 4 times");
    tasks.failure = cause;
    Coordinator failing =
        new Coordinator(List.of(new Node(0, 1)), PATIENCE, tasks, TasksByHand.star());
    assertThatThrownBy(() -> failing.run(Round.gradient(1, 0, new float[1]), WorkerByHand::park))
        .isInstanceOf(SessionFailedException.class)
        .hasMessageContaining("task 3 failed 4 times")
        .hasCause(cause);
  }

  @Test
  void theFirstFailureIsTheOneThatIsTold() {
    IllegalStateException cause = new IllegalStateException("task 3 failed 4 times");
    Coordinator failing =
        new Coordinator(List.of(new Node(0, 1)), PATIENCE, tasks, TasksByHand.star());
    WorkerByHand worker = new WorkerByHand();
    failing.join(0, worker);
    failing.failed(0, worker, "the disk is on fire");
    tasks.failure = cause;
    assertThatThrownBy(() -> failing.run(Round.gradient(1, 0, new float[1]), WorkerByHand::park))
        .isInstanceOf(SessionFailedException.class)
        .hasMessageContaining("worker of shards 0 to 0 (executor 7 on host h)")
        .hasMessageContaining("the disk is on fire")
        .hasCause(cause);
  }

  @Test
  void whatCannotBeMadeFillsNoSeatAndIsTold() throws Exception {
    IllegalStateException cause = new IllegalStateException("task 0 failed 4 times");
    Coordinator failing =
        new Coordinator(List.of(new Node(0, 1)), PATIENCE, tasks, TasksByHand.star());
    failing.unable(0, "executor 3 on host g", "no such library");
    assertThat(failing.losses()).isZero();
    assertThatThrownBy(() -> failing.awaitAll(Duration.ofMillis(10)))
        .isInstanceOf(TimeoutException.class)
        .hasMessageContaining("0 of 1 workers came");
    tasks.failure = cause;
    assertThatThrownBy(() -> failing.awaitAll(LONG))
        .isInstanceOf(SessionFailedException.class)
        .hasMessage("the worker of shards 0 to 0 (executor 3 on host g) failed: no such library")
        .hasCause(cause);
  }

  @Test
  void aPlaceThatStaysVacantEndsTheRound() {
    Coordinator impatient =
        new Coordinator(
            List.of(new Node(0, 1)),
            new Patience(LONG, Duration.ofMillis(50)),
            tasks,
            TasksByHand.star());
    WorkerByHand lost = new WorkerByHand();
    impatient.join(0, lost);
    impatient.leave(0, lost, "it was killed");
    assertThat(impatient.losses()).isEqualTo(1);
    assertThatThrownBy(() -> impatient.run(Round.gradient(1, 0, new float[1]), WorkerByHand::park))
        .isInstanceOf(SeatVacantException.class)
        .hasMessageContaining("exchange.start_timeout");
  }
}
