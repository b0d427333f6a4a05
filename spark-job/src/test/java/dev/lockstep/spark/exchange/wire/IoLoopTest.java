package dev.lockstep.spark.exchange.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.config.ExchangeConfig.Protection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Threads that share a loop, whose connections lead to a server that echoes. */
final class IoLoopTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration BEAT = Duration.ofMillis(50);

  private final Credentials credentials = Credentials.random(Protection.CHECKSUM);
  private final AtomicInteger ticks = new AtomicInteger();
  private final IoLoop loop = loop("test-client", ticks::incrementAndGet);
  private final IoLoop servers = loop("test-server", () -> {});
  private final FrameServer server = server();

  private static IoLoop loop(String name, Runnable tick) {
    try {
      return new IoLoop(name, BEAT, tick);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private FrameServer server() {
    try {
      InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      FrameServer server = new FrameServer(any, servers);
      server.open(new FrameServer.Door(credentials, Echo::new));
      return server;
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @BeforeEach
  void start() {
    loop.start();
    servers.start();
  }

  @AfterEach
  void close() throws Exception {
    server.close();
    servers.close();
    loop.close();
  }

  private static final class Echo implements FrameChannel.Receiver {
    @Override
    public void opened(FrameChannel channel) {}

    @Override
    public void frame(FrameChannel channel, ByteBuffer body) {
      channel.send(number(body.getInt()));
    }

    @Override
    public void closed(String why) {}
  }

  private static Frame number(int value) {
    ByteBuffer frame = ByteBuffer.allocate(2 * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    return new Frame(frame.putInt(Integer.BYTES).putInt(value).flip());
  }

  /** Sends numbers and waits for each to come back. */
  private final class Caller implements FrameChannel.Receiver {
    private final Thread owner = Thread.currentThread();
    private final FrameChannel channel;
    private volatile int heard;
    private volatile @Nullable Thread served;

    Caller() throws Exception {
      channel =
          FrameClient.connect(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()),
              LONG,
              credentials,
              new FrameClient.Connecting(loop, this));
    }

    @Override
    public void opened(FrameChannel opened) {}

    @Override
    public void frame(FrameChannel from, ByteBuffer body) {
      served = Thread.currentThread();
      heard = body.getInt();
      LockSupport.unpark(owner);
    }

    @Override
    public void closed(String why) {}

    void call(int value) {
      channel.send(number(value));
      loop.await(() -> heard == value, LONG);
      assertThat(heard).isEqualTo(value);
    }
  }

  @Test
  void whoWaitsServes() throws Exception {
    Caller caller = new Caller();
    caller.call(1); // Until now the loop's own thread did.
    int mine = 0;
    for (int i = 2; i < 1000; i++) {
      caller.call(i);
      mine += caller.served == Thread.currentThread() ? 1 : 0;
    }
    assertThat(mine).isGreaterThan(500);
  }

  @Test
  void manyWhoWaitAllHear() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      running.add(threads.submit(this::callOften));
    }
    for (Future<?> each : running) {
      each.get(LONG.toSeconds(), TimeUnit.SECONDS);
    }
    threads.shutdown();
  }

  private @Nullable Void callOften() throws Exception {
    Caller caller = new Caller();
    for (int i = 1; i <= 2000; i++) {
      caller.call(i);
    }
    return null;
  }

  @Test
  void itsOwnThreadServesWhileNobodyWaits() throws Exception {
    Caller caller = new Caller();
    caller.call(1);
    caller.channel.send(number(2));
    while (caller.heard != 2) {
      LockSupport.park(this);
    }
    assertThat(String.valueOf(caller.served)).contains("test-client");
  }

  @Test
  void ticksGoOnWhileSomeoneWaits() {
    int before = ticks.get();
    loop.await(() -> ticks.get() >= before + 3, LONG);
    assertThat(ticks.get()).isGreaterThanOrEqualTo(before + 3);
  }

  @Test
  void waitingEndsWithItsTimeAndWhenTheThreadIsInterrupted() {
    loop.await(() -> false, Duration.ofMillis(20));
    Thread.currentThread().interrupt();
    loop.await(() -> false, LONG);
    assertThat(Thread.interrupted()).isTrue();
  }
}
