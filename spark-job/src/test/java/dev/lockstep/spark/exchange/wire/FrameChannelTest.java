package dev.lockstep.spark.exchange.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
      channel.send(copy);
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
        new FrameServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            credentials,
            loop,
            Echo::new);
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
  @ValueSource(booleans = {false, true})
  void framesOfEverySizeArriveWholeAndInOrder(boolean encrypt) throws Exception {
    Credentials credentials = Credentials.random(encrypt);
    Ear ear = new Ear();
    FrameChannel channel = connect(server(credentials), credentials, ear);
    int[] lengths = {1, 2, 127, 128, 4096, FrameChannel.MOST_BYTES - 1, FrameChannel.MOST_BYTES};
    for (int round = 0; round < 20; round++) {
      for (int length : lengths) {
        channel.send(frame(random(length, length + round)));
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
    FrameServer server = server(Credentials.random(false));
    assertThatThrownBy(() -> connect(server, Credentials.random(false), new Ear()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the driver does not know the session's secret");
  }

  @Test
  void aProofOfAnotherConnectionDoesNotLetIn() throws Exception {
    Credentials credentials = Credentials.random(false);
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
    Credentials credentials = Credentials.random(false);
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
      channel.send(frame(random(100, i)));
      assertThat(ear.next()).isEqualTo(random(100, i));
    }
    // Silent ones too, the oldest first, lest they fill the driver.
    assertThat(sockets.get(1).getInputStream().read()).isEqualTo(-1);
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @Test
  void aFrameTooLongToBeOneEndsTheConnection() throws Exception {
    Credentials credentials = Credentials.random(false);
    Ear ear = new Ear();
    FrameChannel channel = connect(server(credentials), credentials, ear);
    channel.send(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(1 << 30).flip());
    assertThat(ear.end()).contains("closed");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void anEncryptedFrameCannotBeChangedOrRepeated() throws Exception {
    Credentials credentials = Credentials.random(true);
    Ear ear = new Ear();
    FrameChannel channel = connect(server(credentials), credentials, ear);
    AesGcmSeal worker = seal(1, 2);
    AesGcmSeal driver = seal(2, 1);
    byte[] body = random(1000, 1);
    ByteBuffer sealed = worker.seal(frame(body));
    byte[] bytes = new byte[sealed.remaining() - Integer.BYTES];
    sealed.position(Integer.BYTES).get(bytes);
    assertThat(new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1))
        .doesNotContain(new String(body, 0, 8, java.nio.charset.StandardCharsets.ISO_8859_1));
    byte[] changed = bytes.clone();
    changed[500] ^= 1;
    assertThatThrownBy(() -> seal(2, 1).open(ByteBuffer.wrap(changed)))
        .isInstanceOf(MalformedException.class);
    assertThat(driver.open(ByteBuffer.wrap(bytes)).remaining()).isEqualTo(body.length);
    assertThatThrownBy(() -> driver.open(ByteBuffer.wrap(bytes)))
        .isInstanceOf(MalformedException.class);
    channel.send(frame(new byte[] {7}));
    assertThat(ear.next()).containsExactly(7);
  }

  private static AesGcmSeal seal(int out, int in) {
    return new AesGcmSeal(key(out), key(in));
  }

  private static javax.crypto.spec.SecretKeySpec key(int seed) {
    return new javax.crypto.spec.SecretKeySpec(random(32, seed), "AES");
  }
}
