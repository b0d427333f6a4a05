package dev.lockstep.spark.exchange.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.linalg.Matrix;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.metric.MetricState;
import dev.lockstep.metric.Predictions;
import dev.lockstep.nn.GradientSum;
import dev.lockstep.nn.LayerStatistics;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.spark.config.ExchangeConfig.GradientCompression;
import dev.lockstep.spark.config.ExchangeConfig.Protection;
import dev.lockstep.spark.exchange.driver.SessionServer.Expected;
import dev.lockstep.spark.exchange.driver.Watch.Patience;
import dev.lockstep.spark.exchange.message.Answer;
import dev.lockstep.spark.exchange.message.AnswerFrames;
import dev.lockstep.spark.exchange.message.CompressionError;
import dev.lockstep.spark.exchange.message.Frames;
import dev.lockstep.spark.exchange.message.NodeSum;
import dev.lockstep.spark.exchange.message.Round;
import dev.lockstep.spark.exchange.message.Round.Evaluated;
import dev.lockstep.spark.exchange.message.RoundFrames;
import dev.lockstep.spark.exchange.message.States;
import dev.lockstep.spark.exchange.message.WorkerId;
import dev.lockstep.spark.exchange.wire.Credentials;
import dev.lockstep.spark.exchange.wire.Frame;
import dev.lockstep.spark.exchange.wire.FrameChannel;
import dev.lockstep.spark.exchange.wire.FrameClient;
import dev.lockstep.spark.exchange.wire.IoLoop;
import dev.lockstep.train.Split;
import dev.lockstep.train.sum.SummationTree;
import dev.lockstep.train.sum.SummationTree.Node;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A driver's port, and over real connections workers that a test answers for by hand. */
final class SessionServerTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  /** More than fits in a frame. */
  private static final int PARAMETERS = 100_000;

  private static final MetricSet METRICS = MetricSet.binary();
  private static final States STATES =
      new States(new Network(2, List.of(new Dense(2, 2)), new SoftmaxCrossEntropy()), METRICS);
  private static final List<Node> RANGES = List.of(new Node(0, 1), new Node(1, 3));

  private final Credentials credentials = Credentials.random(Protection.CHECKSUM);
  private final TasksByHand tasks = new TasksByHand();
  private final Coordinator coordinator =
      new Coordinator(RANGES, new Patience(LONG, LONG), tasks, TasksByHand.star());
  private final CompressionError error = new CompressionError();
  private final List<String> notices = new CopyOnWriteArrayList<>();
  private final IoLoop loop = newLoop();
  private final ExchangePort port = newPort();
  private final SessionServer server =
      new SessionServer(
          coordinator,
          new Expected(RANGES, new SummationTree(3), PARAMETERS, STATES, error, notices::add),
          port,
          credentials);

  private static IoLoop newLoop() {
    try {
      return new IoLoop("test-worker", Duration.ofMillis(100), () -> {});
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static ExchangePort newPort() {
    try {
      return new ExchangePort(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The other end of a connection; keeps the questions it is asked. */
  private final class Hand implements FrameChannel.Receiver {
    final WorkerId worker;
    final BlockingQueue<Round> asked = new LinkedBlockingQueue<>();
    final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    private final RoundFrames.Reader reader = new RoundFrames.Reader(new float[PARAMETERS]);
    private final FrameChannel channel;

    Hand(int place, long attempt) throws IOException, InterruptedException {
      worker = new WorkerId(place, attempt);
      channel =
          FrameClient.connect(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), port.number()),
              LONG,
              credentials,
              new FrameClient.Connecting(loop, this));
      channel.send(Frames.join(worker, new Frames.Home("7", "h", "link", 0)));
    }

    @Override
    public void opened(FrameChannel opened) {}

    @Override
    public void frame(FrameChannel from, ByteBuffer frame) {
      byte kind = frame.get();
      if (kind == Frames.PARAMETERS) {
        reader.read(frame);
      } else if (kind == Frames.ASK) {
        assertThat(Frames.worker(frame)).isEqualTo(worker);
        asked.add(reader.asked(frame));
      }
    }

    @Override
    public void closed(String why) {
      ends.add(why);
    }

    Round next() throws InterruptedException {
      return Objects.requireNonNull(asked.poll(LONG.toSeconds(), TimeUnit.SECONDS));
    }

    /** Answers with sums of that value. */
    void answer(long round, float value, GradientCompression compression) {
      new AnswerFrames.Writer(worker, compression, channel).send(round, sums(value));
    }

    private Answer sums(float value) {
      float[] gradient = new float[PARAMETERS];
      java.util.Arrays.fill(gradient, value);
      GradientSum sum = new GradientSum(gradient);
      sum.setTotals(value, 2 * value, 3);
      return Answer.ofSums(List.of(new NodeSum(RANGES.get(worker.seat()), sum)), PARAMETERS);
    }
  }

  @BeforeEach
  void start() {
    loop.start();
  }

  @AfterEach
  void close() throws IOException {
    coordinator.end();
    server.close();
    port.close();
    loop.close();
  }

  /** The first number of each worker's sum. */
  private CompletableFuture<List<Float>> run(long number) {
    float[] parameters = new float[PARAMETERS];
    parameters[PARAMETERS - 1] = number;
    return CompletableFuture.supplyAsync(
        () ->
            coordinator.run(Round.gradient(number, 10 * number, parameters), port::await).stream()
                .map(result -> result.sums().get(0).sum())
                .map(sum -> sum.gradient()[PARAMETERS - 1])
                .toList());
  }

  private static List<Float> get(CompletableFuture<List<Float>> round) throws Exception {
    return round.get(LONG.toSeconds(), TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @EnumSource
  void largeParametersAndGradientsTravelInChunks(GradientCompression compression) throws Exception {
    Hand first = new Hand(0, 0);
    Hand second = new Hand(1, 0);
    for (int number = 1; number <= 5; number++) {
      CompletableFuture<List<Float>> round = run(number);
      Round asked = first.next();
      assertThat(asked.step()).isEqualTo(10L * number);
      assertThat(asked.parameters()[PARAMETERS - 1]).isEqualTo(number);
      first.answer(asked.number(), number, compression);
      second.answer(second.next().number(), -number, compression);
      assertThat(get(round)).containsExactly((float) number, (float) -number);
    }
    assertThat(error.relative()).isZero(); // Whole numbers are exact in float16 too.
  }

  /** Beside which gradients are small. */
  @Test
  void whatIsMeasuredOfBuffersKeepsItsDigits() throws Exception {
    Hand first = new Hand(0, 0);
    Hand second = new Hand(1, 0);
    float[] gradient = new float[PARAMETERS];
    gradient[0] = 1;
    gradient[PARAMETERS - 1] = 1_234_567 * 0x1p20f;
    CompletableFuture<List<Answer>> round =
        CompletableFuture.supplyAsync(
            () -> coordinator.run(Round.gradient(1, 1, new float[PARAMETERS]), port::await));
    for (Hand hand : List.of(first, second)) {
      long asked = hand.next().number();
      NodeSum sum = new NodeSum(RANGES.get(hand.worker.seat()), new GradientSum(gradient.clone()));
      new AnswerFrames.Writer(hand.worker, GradientCompression.FLOAT16, hand.channel)
          .send(asked, Answer.ofSums(List.of(sum), PARAMETERS - 1));
    }
    for (Answer answer : round.get(LONG.toSeconds(), TimeUnit.SECONDS)) {
      assertThat(answer.sums().get(0).sum().gradient()).isEqualTo(gradient);
    }
    assertThat(error.relative()).isZero();
  }

  @Test
  void statesOfEveryShardArriveInOrder() throws Exception {
    Hand first = new Hand(0, 0);
    Hand second = new Hand(1, 0);
    CompletableFuture<List<Answer>> round =
        CompletableFuture.supplyAsync(
            () ->
                coordinator.run(
                    Round.evaluation(1, new Evaluated(Split.DEV, 0.5), new float[PARAMETERS]),
                    port::await));
    byte[] state = state(1);
    byte[] other = state(2);
    assertThat(first.next().split()).isEqualTo(Split.DEV);
    new AnswerFrames.Writer(first.worker, GradientCompression.NONE, first.channel)
        .send(1, Answer.ofStates(List.of(other)));
    new AnswerFrames.Writer(second.worker, GradientCompression.NONE, second.channel)
        .send(1, Answer.ofStates(List.of(state, other)));
    List<Answer> results = round.get(LONG.toSeconds(), TimeUnit.SECONDS);
    assertThat(results.get(0).states()).containsExactly(other);
    assertThat(results.get(1).states()).containsExactly(state, other);
  }

  @Test
  void statisticsOfTheLayersOfEveryShardArriveInOrder() throws Exception {
    Hand first = new Hand(0, 0);
    Hand second = new Hand(1, 0);
    CompletableFuture<List<Answer>> round =
        CompletableFuture.supplyAsync(
            () -> coordinator.run(Round.layers(1, 42, new float[PARAMETERS]), port::await));
    Round asked = first.next();
    assertThat(asked.kind()).isEqualTo(Round.Kind.LAYERS);
    assertThat(asked.step()).isEqualTo(42);
    byte[] state = new LayerStatistics(STATES.network()).bytes();
    byte[] other = state.clone();
    other[0] = 1;
    // One that is no metric state, nor of that network.
    send(first, List.of(new byte[state.length + 1]));
    assertThat(first.ends.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isNotNull();
    Hand successor = new Hand(0, 1);
    successor.next();
    send(successor, List.of(other));
    send(second, List.of(state, other));
    List<Answer> results = round.get(LONG.toSeconds(), TimeUnit.SECONDS);
    assertThat(results.get(0).states()).containsExactly(other);
    assertThat(results.get(1).states()).containsExactly(state, other);
  }

  private static void send(Hand hand, List<byte[]> states) {
    new AnswerFrames.Writer(hand.worker, GradientCompression.FLOAT16, hand.channel)
        .send(1, Answer.ofStates(states));
  }

  /** Of more scores than fit in a frame. */
  private static byte[] state(int seed) {
    int rows = 50_000;
    Random random = new Random(seed);
    Matrix outputs = Matrix.zeros(rows, 1);
    Matrix targets = Matrix.zeros(rows, 1);
    Matrix weights = Matrix.zeros(rows, 1);
    for (int row = 0; row < rows; row++) {
      outputs.set(row, 0, random.nextFloat());
      targets.set(row, 0, random.nextInt(2));
      weights.set(row, 0, random.nextFloat());
    }
    MetricState state = METRICS.newState();
    METRICS.accumulate(new Predictions(outputs, targets, weights, seed), state);
    return MetricSet.bytes(state);
  }

  @Test
  void duplicatedLateAndStaleAnswersOfAnOldAttemptDoNotCount() throws Exception {
    Hand old = new Hand(0, 0);
    Hand steady = new Hand(1, 0);
    CompletableFuture<List<Float>> first = run(1);
    old.next();
    tasks.stageAttempt = 1; // So the attempt of this stage takes the place.
    Hand successor = new Hand(0, 1L << 32);
    assertThat(successor.next().number()).isEqualTo(1);
    old.answer(1, 99, GradientCompression.NONE); // Late: its place has been taken.
    steady.answer(steady.next().number(), 2, GradientCompression.NONE);
    steady.answer(1, 98, GradientCompression.NONE); // Duplicated.
    successor.answer(0, 97, GradientCompression.NONE); // Stale.
    successor.answer(1, 1, GradientCompression.NONE);
    assertThat(get(first)).containsExactly(1f, 2f);
    CompletableFuture<List<Float>> second = run(2);
    successor.next();
    steady.next();
    steady.answer(2, 4, GradientCompression.NONE);
    successor.answer(2, 3, GradientCompression.NONE);
    assertThat(get(second)).containsExactly(3f, 4f);
    assertThat(old.asked).isEmpty();
  }

  @Test
  void whoAnswersWhatWasNotAskedLosesItsPlace() throws Exception {
    Hand wrong = new Hand(0, 0);
    Hand steady = new Hand(1, 0);
    CompletableFuture<List<Float>> round = run(1);
    wrong.answer(wrong.next().number() + 1, 99, GradientCompression.NONE);
    steady.answer(steady.next().number(), 2, GradientCompression.NONE);
    assertThat(wrong.ends.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isNotNull();
    Hand successor = new Hand(0, 1);
    successor.answer(successor.next().number(), 1, GradientCompression.NONE);
    assertThat(get(round)).containsExactly(1f, 2f);
  }

  @Test
  void connectionsOfThoseWhoKnowTheSecretAreBounded() throws Exception {
    List<Hand> hands = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      hands.add(new Hand(i % 2, i));
    }
    assertThat(hands.get(99).ends.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isNotNull();
    assertThat(hands).filteredOn(hand -> hand.channel.isOpen()).hasSizeLessThanOrEqualTo(66);
    assertThat(hands.get(0).channel.isOpen()).isTrue();
  }

  @Test
  void thePortStaysBoundBetweenSessionsAndLetsInOnlyThoseOfThePresentOne() throws Exception {
    Hand first = new Hand(0, 0);
    server.close();
    assertThat(first.ends.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isNotNull();
    assertThatThrownBy(() -> new Hand(0, 0)).isInstanceOf(IOException.class);
    Credentials others = Credentials.random(Protection.CHECKSUM);
    Coordinator next = new Coordinator(RANGES, new Patience(LONG, LONG), tasks, TasksByHand.star());
    try (SessionServer second = new SessionServer(next, server.expected(), port, others)) {
      assertThat(second.coordinator()).isSameAs(next);
      assertThatThrownBy(() -> new Hand(0, 0)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void moreWorkersThanAnExecutorCanHaveEndItsConnection() throws Exception {
    Hand flood = new Hand(0, 0);
    for (long attempt = 1; attempt < 60_000 && flood.channel.isOpen(); attempt++) {
      flood.channel.send(
          Frames.join(new WorkerId(0, attempt), new Frames.Home("7", "h", "link", 0)));
    }
    assertThat(flood.ends.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void aConnectionThatBreaksFreesItsPlace() throws Exception {
    Hand first = new Hand(0, 0);
    Hand second = new Hand(1, 0);
    CompletableFuture<List<Float>> round = run(1);
    first.next();
    first.channel.close();
    second.answer(second.next().number(), 2, GradientCompression.NONE);
    Hand successor = new Hand(0, 1);
    successor.answer(successor.next().number(), 1, GradientCompression.NONE);
    assertThat(get(round)).containsExactly(1f, 2f);
  }

  @Test
  void tenThousandRandomAndTruncatedFramesDisturbNobody() throws Exception {
    Hand first = new Hand(0, 0);
    Hand second = new Hand(1, 0);
    Random random = new Random(1);
    int sent = 0;
    for (int number = 1; sent < 10_000; number++) {
      CompletableFuture<List<Float>> round = run(number);
      Hand intruder = new Hand(0, -1); // Knows the secret, and will not be given a place.
      for (int i = 0; i < 100 && intruder.channel.isOpen(); i++, sent++) {
        intruder.channel.send(nonsense(random));
      }
      first.answer(first.next().number(), 1, GradientCompression.NONE);
      second.answer(second.next().number(), 2, GradientCompression.NONE);
      assertThat(get(round)).containsExactly(1f, 2f);
      intruder.channel.close();
      sent++;
    }
  }

  /** Random bytes under a right length, or the beginning of an answer. */
  private static Frame nonsense(Random random) {
    byte[] body = new byte[1 + random.nextInt(300)];
    random.nextBytes(body);
    if (random.nextBoolean()) {
      body[0] = (byte) (1 + random.nextInt(5));
    }
    ByteBuffer frame =
        ByteBuffer.allocate(Integer.BYTES + body.length).order(ByteOrder.LITTLE_ENDIAN);
    return new Frame(frame.putInt(body.length).put(body).flip());
  }
}
