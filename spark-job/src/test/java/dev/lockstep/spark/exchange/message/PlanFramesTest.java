package dev.lockstep.spark.exchange.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.linalg.Range;
import dev.lockstep.spark.exchange.topology.Member;
import dev.lockstep.spark.exchange.topology.Occupant;
import dev.lockstep.spark.exchange.topology.Plan;
import dev.lockstep.spark.exchange.topology.Relay;
import dev.lockstep.spark.exchange.wire.MalformedException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Plans as bytes, good and bad; that whole frames arrive as they are sent, executors show. */
final class PlanFramesTest {
  private static final Plan PLAN =
      new Plan(
          7,
          9,
          List.of(new Member("a", "1", "host", 40_000), new Member("b", "2", "other", 40_001)),
          List.of(new Occupant(0, 3), new Occupant(1, 1L << 40), new Occupant(0, 0)),
          List.of(new Relay(new Range(0, 50), 0, 3, 1), new Relay(new Range(50, 99), 0, 3, 0)));

  /** What follows the kind of a frame. */
  private static ByteBuffer body() {
    ByteBuffer body = ByteBuffer.allocate(400).order(ByteOrder.LITTLE_ENDIAN);
    body.putLong(7).putInt(9).putInt(2).putInt(3).putInt(2);
    for (Member member : PLAN.members()) {
      for (String name : List.of(member.id(), member.executor(), member.host())) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        body.putInt(bytes.length).put(bytes);
      }
      body.putInt(member.port());
    }
    for (Occupant each : PLAN.seats()) {
      body.putInt(each.member()).putLong(each.attempt());
    }
    for (Relay relay : PLAN.relays()) {
      body.putInt(relay.range().from()).putInt(relay.range().to());
      body.putInt(relay.fromSeat()).putInt(relay.toSeat()).putInt(relay.member());
    }
    return body.flip();
  }

  @Test
  void aPlanIsReadAsItIsWritten() {
    assertThat(PlanFrames.plan(body())).isEqualTo(PLAN);
  }

  /** Of an executor that a plan does not have, for example. */
  @Test
  void whatIsNoPlanIsRefused() {
    ByteBuffer body = body();
    body.putInt(body.limit() - Integer.BYTES, 2);
    assertThatThrownBy(() -> PlanFrames.plan(body))
        .isInstanceOf(MalformedException.class)
        .hasMessage("no plan: no executor 2 of 2");
  }

  @Test
  void anyBytesAreAPlanOrRefused() {
    Random random = new Random(1);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      ByteBuffer body = body();
      for (int k = 0; k <= i % 3; k++) {
        body.put(random.nextInt(body.limit()), (byte) random.nextInt(256));
      }
      body.limit(1 + random.nextInt(body.limit()));
      try {
        assertThat(PlanFrames.plan(body).members()).hasSizeLessThan(400);
      } catch (MalformedException | BufferUnderflowException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(10_000);
  }

  @Test
  void whatDoesNotFitIntoAFrameIsNoFrame() {
    List<Member> many =
        IntStream.range(0, 4000)
            .mapToObj(i -> new Member("0123456789abcdef0123456789abcdef", "1", "host-" + i, 1))
            .toList();
    assertThat(PlanFrames.of(PLAN)).isPresent();
    assertThat(PlanFrames.of(new Plan(1, 9, many, List.of(new Occupant(0, 0)), List.of())))
        .isEmpty();
  }
}
