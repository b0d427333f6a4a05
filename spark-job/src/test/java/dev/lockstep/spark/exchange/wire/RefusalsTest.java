package dev.lockstep.spark.exchange.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.config.ExchangeConfig.Protection;
import dev.lockstep.spark.testing.LogLines;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Strangers at the port can fill neither the log nor hide how many they are. */
final class RefusalsTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final Pattern LINE =
      Pattern.compile("Refused (\\d+) connections, (\\d+) in all; the last from (.+): (.+)");

  private long now;

  /**
   * Of pauses in milliseconds between connections that are refused. In every other pause nothing
   * happens but that somebody looks whether there is something to be logged.
   */
  @Property
  void anySequenceOfRefusalsIsToldInFullInALineASecondAtMost(
      @ForAll @Size(max = 50) List<@IntRange(max = 1500) Integer> pauses) {
    try (LogLines log = new LogLines(Refusals.class)) {
      Refusals refusals = new Refusals(() -> now);
      List<Long> times = new ArrayList<>();
      for (int i = 0; i < pauses.size(); i++) {
        now += Duration.ofMillis(pauses.get(i)).toNanos();
        if (i % 2 == 0) {
          refusals.add("stranger " + i, "why not");
        } else {
          refusals.log();
        }
        noteNew(log, times);
      }
      now += SECOND;
      refusals.log();
      noteNew(log, times);
      int refused = (pauses.size() + 1) / 2;
      assertThat(refusals.count()).isEqualTo(refused);
      assertThat(told(log.all())).isEqualTo(refused);
      for (int i = 1; i < times.size(); i++) {
        assertThat(times.get(i) - times.get(i - 1)).isGreaterThanOrEqualTo(SECOND);
      }
    }
  }

  /** The time of each line is that at which it was found. */
  private void noteNew(LogLines log, List<Long> times) {
    while (times.size() < log.all().size()) {
      times.add(now);
    }
  }

  /** How many the lines tell of together, which each line says too. */
  private static int told(List<String> lines) {
    int told = 0;
    for (String line : lines) {
      Matcher matcher = LINE.matcher(line);
      assertThat(matcher.matches()).as(line).isTrue();
      told += Integer.parseInt(matcher.group(1));
      assertThat(Integer.parseInt(matcher.group(2))).as(line).isEqualTo(told);
    }
    return told;
  }

  @Test
  void theFirstIsToldAtOnceWithWhoItIsAndWhy() {
    try (LogLines log = new LogLines(Refusals.class)) {
      new Refusals(() -> now).add("/10.0.0.7:1234", "no session is open");
      assertThat(log.all())
          .containsExactly(
              "Refused 1 connections, 1 in all; the last from /10.0.0.7:1234: no session is open");
    }
  }

  /**
   * At a real port.
   *
   * @param open whether there is a session, which then refuses what they say
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Timeout(120)
  void strangersAtAPortAreAllCountedInFewLines(boolean open) throws Exception {
    int strangers = 500;
    AtomicReference<FrameServer> served = new AtomicReference<>();
    try (LogLines log = new LogLines(Refusals.class);
        IoLoop loop =
            new IoLoop(
                "test", Duration.ofMillis(100), () -> Objects.requireNonNull(served.get()).tick());
        FrameServer server =
            new FrameServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), loop)) {
      served.set(server);
      if (open) {
        server.open(new FrameServer.Door(Credentials.random(Protection.CHECKSUM), LetIn::new));
      }
      loop.start();
      long start = System.nanoTime();
      for (int i = 0; i < strangers; i++) {
        callInVain(server.port());
      }
      log.await(lines -> told(lines) == strangers, LONG);
      long seconds = (System.nanoTime() - start) / SECOND;
      assertThat(server.refused()).isEqualTo(strangers);
      assertThat(log.all()).hasSizeLessThanOrEqualTo(Math.toIntExact(seconds + 1));
    }
  }

  /** Nobody, as the count tells. */
  private static final class LetIn implements FrameChannel.Receiver {
    @Override
    public void opened(FrameChannel channel) {}

    @Override
    public void frame(FrameChannel channel, ByteBuffer body) {}

    @Override
    public void closed(String why) {}
  }

  /** Sends a frame that no worker would, and waits for the end of the connection. */
  private static void callInVain(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(new byte[] {1, 0, 0, 0, 9});
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    } catch (SocketException e) {
      // It was closed before all was read, which is an end too.
    }
  }
}
