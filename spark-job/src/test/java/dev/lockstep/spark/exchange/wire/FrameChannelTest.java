package dev.lockstep.spark.exchange.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.spark.config.ExchangeConfig.Protection;
import dev.lockstep.spark.testing.TcpProxy;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections over loopback between a server that echoes and clients. */
final class FrameChannelTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private final List<AutoCloseable> open = new ArrayList<>();

  /** Keeps what it is told. */
  private static final class Ear implements FrameChannel.Receiver {
    final BlockingQueue<byte[]> frames = new LinkedBlockingQueue<>();
    final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

    @Override
    public void opened(FrameChannel channel) {}

    @Override
    public void frame(FrameChannel channel, ByteBuffer body) {
      byte[] bytes = new byte[body.remaining()];
      body.get(bytes);
      frames.add(bytes);
    }

    @Override
    public void closed(String why) {
      ends.add(why);
    }

    byte[] next() throws InterruptedException {
      return Objects.requireNonNull(frames.poll(LONG.toSeconds(), TimeUnit.SECONDS));
    }

    String end() throws InterruptedException {
      return Objects.requireNonNull(ends.poll(LONG.toSeconds(), TimeUnit.SECONDS));
    }
  }

  /** Sends every frame back. */
  private static final class Echo implements FrameChannel.Receiver {
    @Override
    public void opened(FrameChannel channel) {}

    @Override
    public void frame(FrameChannel channel, ByteBuffer body) {
      ByteBuffer copy = FrameChannelTest.frame(new byte[body.remaining()]);
      copy.duplicate().position(Integer.BYTES).put(body);
      channel.send(new Frame(copy));
    }

    @Override
    public void closed(String why) {}
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private IoLoop loop() throws IOException {
    IoLoop loop = new IoLoop("test", Duration.ofMillis(100), () -> {});
    open.add(loop);
    return loop;
  }

  private FrameServer server(Credentials credentials) throws IOException {
    IoLoop loop = loop();
    FrameServer server =
        new FrameServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), loop);
    server.open(new FrameServer.Door(credentials, Echo::new));
    loop.start();
    open.add(server);
    return server;
  }

  private static InetSocketAddress address(FrameServer server) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
  }

  private FrameChannel connect(FrameServer server, Credentials credentials, Ear ear)
      throws IOException, InterruptedException {
    IoLoop loop = loop();
    loop.start();
    return FrameClient.connect(
        address(server), LONG, credentials, new FrameClient.Connecting(loop, ear));
  }

  private static ByteBuffer frame(byte[] body) {
    ByteBuffer frame =
        ByteBuffer.allocate(Integer.BYTES + body.length).order(ByteOrder.LITTLE_ENDIAN);
    return frame.putInt(body.length).put(body).flip();
  }

  private static byte[] random(int length, int seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @EnumSource
  void framesOfEverySizeArriveWholeAndInOrder(Protection protection) throws Exception {
    Credentials credentials = Credentials.random(protection);
    Ear ear = new Ear();
    FrameChannel channel = connect(server(credentials), credentials, ear);
    int[] lengths = {1, 2, 127, 128, 4096, FrameChannel.MOST_BYTES - 1, FrameChannel.MOST_BYTES};
    for (int round = 0; round < 20; round++) {
      for (int length : lengths) {
        channel.send(new Frame(frame(random(length, length + round))));
      }
    }
    for (int round = 0; round < 20; round++) {
      for (int length : lengths) {
        assertThat(ear.next()).isEqualTo(random(length, length + round));
      }
    }
  }

  @Test
  void whoDoesNotKnowTheSecretIsNotLetIn() throws Exception {
    FrameServer server = server(Credentials.random(Protection.CHECKSUM));
    assertThatThrownBy(() -> connect(server, Credentials.random(Protection.CHECKSUM), new Ear()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the driver does not know the session's secret");
  }

  @Test
  void aProofOfAnotherConnectionDoesNotLetIn() throws Exception {
    Credentials credentials = Credentials.random(Protection.CHECKSUM);
    FrameServer server = server(credentials);
    byte[] greeting = new byte[9 + 32];
    System.arraycopy(
        "lockstep1".getBytes(java.nio.charset.StandardCharsets.UTF_8), 0, greeting, 0, 9);
    try (Socket socket = new Socket()) {
      socket.connect(address(server));
      socket.getOutputStream().write(frame(greeting).array());
      InputStream in = socket.getInputStream();
      byte[] answer = in.readNBytes(Integer.BYTES + 64);
      // The driver's own proof, sent back to it.
      socket.getOutputStream().write(frame(Arrays.copyOfRange(answer, 36, 68)).array());
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  void strangersAreShutOutWithoutDisturbingOthers() throws Exception {
    Credentials credentials = Credentials.random(Protection.CHECKSUM);
    FrameServer server = server(credentials);
    Ear ear = new Ear();
    FrameChannel channel = connect(server, credentials, ear);
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      Socket socket = new Socket();
      socket.connect(address(server));
      sockets.add(socket);
      if (i % 2 == 0) {
        socket.getOutputStream().write(random(1 + i, i));
      }
      channel.send(new Frame(frame(random(100, i))));
      assertThat(ear.next()).isEqualTo(random(100, i));
    }
    assertThat(server.refused()).isGreaterThan(300);
    // Silent ones too, the oldest first, lest they fill the driver.
    assertThat(sockets.get(1).getInputStream().read()).isEqualTo(-1);
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @Test
  void aFrameTooLongToBeOneEndsTheConnection() throws Exception {
    Credentials credentials = Credentials.random(Protection.CHECKSUM);
    Ear ear = new Ear();
    FrameChannel channel = connect(server(credentials), credentials, ear);
    ByteBuffer length = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(1 << 30);
    channel.send(new Frame(length.flip()));
    assertThat(ear.end()).contains("closed");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void whatIsSentOnAClosedConnectionIsNotKept() throws Exception {
    Credentials credentials = Credentials.random(Protection.CHECKSUM);
    FrameChannel channel = connect(server(credentials), credentials, new Ear());
    channel.close();
    channel.send(new Frame(frame(random(100, 1))));
    assertThat(channel.isIdle()).isTrue();
  }

  private static Seal seal(Protection protection, int out, int in) {
    return switch (protection) {
      case CHECKSUM -> new ChecksumSeal();
      case SEAL -> new GmacSeal(key(out), key(in));
      case ENCRYPT -> new AesGcmSeal(key(out), key(in));
    };
  }

  private static SecretKeySpec key(int seed) {
    return new SecretKeySpec(random(32, seed), "AES");
  }

  /** What goes over the connection for a frame. */
  private static byte[] sealed(Seal seal, byte[] body) {
    Queue<ByteBuffer> parts = new ArrayDeque<>();
    seal.seal(new Frame(frame(body)), parts);
    ByteBuffer all = ByteBuffer.allocate(Integer.BYTES + body.length + seal.bytes());
    parts.forEach(all::put);
    assertThat(all.hasRemaining()).isFalse();
    return all.array();
  }

  private static ByteBuffer open(Seal seal, byte[] bytes) {
    return seal.open(ByteBuffer.wrap(bytes.clone()).order(ByteOrder.LITTLE_ENDIAN));
  }

  @ParameterizedTest
  @EnumSource
  void aFrameThatWasChangedLostOrRepeatedIsFoundOut(Protection protection) {
    Seal worker = seal(protection, 1, 2);
    Seal driver = seal(protection, 2, 1);
    byte[] body = random(1000, 1);
    byte[] first = sealed(worker, body);
    byte[] second = sealed(worker, body);
    for (int bit = 0; bit < 8 * first.length; bit += 7) {
      byte[] changed = first.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat((protection == Protection.ENCRYPT && bit < 32) || isRefused(protection, changed))
          .as("bit %d of a frame", bit) // Of an encrypted frame the length is where it ends.
          .isTrue();
    }
    assertThat(isRefused(protection, second)).as("the first is lost").isTrue();
    assertThat(open(driver, first)).isEqualTo(ByteBuffer.wrap(body));
    assertThatThrownBy(() -> open(driver, first))
        .as("repeated")
        .isInstanceOf(MalformedException.class)
        .hasMessageStartingWith("a frame that was changed on its way");
  }

  private static boolean isRefused(Protection protection, byte[] bytes) {
    try {
      open(seal(protection, 2, 1), bytes);
      return false;
    } catch (MalformedException e) {
      return true;
    }
  }

  @Test
  void onlyWhoKnowsTheSecretCanSeal() {
    byte[] sealed = sealed(new GmacSeal(key(3), key(2)), random(1000, 1));
    assertThat(isRefused(Protection.SEAL, sealed)).isTrue();
  }

  @Test
  void anEncryptedFrameCannotBeRead() {
    byte[] body = random(1000, 1);
    String bytes = new String(sealed(seal(Protection.ENCRYPT, 1, 2), body), ISO_8859_1);
    assertThat(bytes).doesNotContain(new String(body, 0, 8, ISO_8859_1));
  }

  /** A relay that flips one bit of a frame on its way to the server. */
  @ParameterizedTest
  @EnumSource
  void aRelayThatFlipsABitLosesTheConnection(Protection protection) throws Exception {
    Credentials credentials = Credentials.random(protection);
    FrameServer server = server(credentials);
    AtomicBoolean flips = new AtomicBoolean();
    InetSocketAddress relay = new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort());
    open.add(new TcpProxy(relay, address(server), bytes -> flip(bytes, flips)));
    IoLoop loop = loop();
    loop.start();
    Ear ear = new Ear();
    FrameChannel channel =
        FrameClient.connect(relay, LONG, credentials, new FrameClient.Connecting(loop, ear));
    channel.send(new Frame(frame(random(50_000, 1))));
    assertThat(ear.next()).isEqualTo(random(50_000, 1));
    flips.set(true);
    channel.send(new Frame(frame(random(50_000, 2))));
    assertThat(ear.end()).contains("closed");
    assertThat(ear.frames).isEmpty();
  }

  private static void flip(byte[] bytes, AtomicBoolean once) {
    if (once.compareAndSet(true, false)) {
      bytes[100] ^= 4;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }
}
