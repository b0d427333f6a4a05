package dev.lockstep.spark.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.nn.GradientSum;
import dev.lockstep.spark.exchange.Frames.MalformedException;
import dev.lockstep.spark.exchange.Frames.Sender;
import dev.lockstep.train.Split;
import dev.lockstep.train.SummationTree.Node;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class FramesTest {
  private static final int HEADER_BYTES = 13;
  private static final Sender SENDER = new Sender(3, 1L << 32 | 2);

  private static NodeSum sum(int from, int to, float... gradient) {
    GradientSum sum = new GradientSum(gradient);
    sum.setTotals(1.5, 2.5, 7);
    sum.computeNanos(11);
    return new NodeSum(new Node(from, to), sum);
  }

  private static ByteBuffer payload(ByteBuffer frame) {
    return frame.duplicate().order(ByteOrder.LITTLE_ENDIAN).position(HEADER_BYTES);
  }

  @Test
  void sumsArriveAsTheyWereSent() {
    Result sent = Result.ofSums(List.of(sum(0, 2, 1f, -0f, Float.MIN_VALUE), sum(2, 3, 4, 5, 6)));
    ByteBuffer frame = Frames.result(SENDER, 42, sent, null);
    ByteBuffer payload = payload(frame);
    assertThat(payload.getLong()).isEqualTo(42);
    List<NodeSum> read = List.of(sum(0, 2, 0, 0, 0), sum(2, 3, 0, 0, 0));
    Frames.sums(payload, read);
    for (int i = 0; i < read.size(); i++) {
      GradientSum expected = sent.sums().get(i).sum();
      assertThat(read.get(i).sum().gradient()).isEqualTo(expected.gradient());
      assertThat(read.get(i).sum().loss()).isEqualTo(expected.loss());
      assertThat(read.get(i).sum().count()).isEqualTo(expected.count());
      assertThat(read.get(i).sum().computeNanos()).isEqualTo(expected.computeNanos());
    }
    assertThat(payload.hasRemaining()).isFalse();
  }

  @Test
  void statesArriveAsTheyWereSent() {
    Result sent = Result.ofStates(List.of(new double[] {1, 2}, new double[] {3, 4}));
    ByteBuffer payload = payload(Frames.result(SENDER, 1, sent, null)).position(HEADER_BYTES + 8);
    assertThat(Frames.states(payload, 2, 2))
        .containsExactly(new double[] {1, 2}, new double[] {3, 4});
  }

  @Test
  void roundsArriveAsTheyWereSent() {
    float[] parameters = {1, 2, 3};
    float[] received = new float[3];
    Round gradient = Round.gradient(5, 77, parameters);
    Round read = Objects.requireNonNull(Frames.round(Frames.round(gradient, null), received));
    assertThat(read.number()).isEqualTo(5);
    assertThat(read.step()).isEqualTo(77);
    assertThat(read.split()).isNull();
    assertThat(received).isEqualTo(parameters);
    Round evaluation = Round.evaluation(6, Split.TEST, parameters);
    Round again = Objects.requireNonNull(Frames.round(Frames.sameRound(evaluation), received));
    assertThat(again.split()).isEqualTo(Split.TEST);
    assertThat(Frames.round(Frames.release(), received)).isNull();
  }

  @Test
  void truncatedFramesAreMalformedAtEveryLength() {
    Result sent = Result.ofSums(List.of(sum(0, 2, 1, 2, 3)));
    ByteBuffer whole = Frames.result(SENDER, 42, sent, null);
    for (int length = HEADER_BYTES; length < whole.limit(); length++) {
      ByteBuffer cut = payload(whole).limit(length);
      assertThatThrownBy(
              () -> {
                cut.getLong();
                Frames.sums(cut, List.of(sum(0, 2, 0, 0, 0)));
              })
          .isInstanceOfAny(MalformedException.class, BufferUnderflowException.class);
    }
  }

  @Test
  void randomBytesAreNeverMoreThanMalformed() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      for (int reader = 0; reader < 4; reader++) {
        read(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), reader);
      }
    }
  }

  private static void read(ByteBuffer frame, int reader) {
    try {
      switch (reader) {
        case 0 -> Frames.sums(frame, List.of(sum(0, 2, 0, 0, 0)));
        case 1 -> Frames.states(frame, 2, 3);
        case 2 -> Frames.text(frame);
        default -> Frames.round(frame, new float[3]);
      }
    } catch (MalformedException | BufferUnderflowException e) {
      assertThat(e).isNotNull();
    }
  }
}
