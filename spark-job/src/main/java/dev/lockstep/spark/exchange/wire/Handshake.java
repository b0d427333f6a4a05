package dev.lockstep.spark.exchange.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * How both ends of a connection prove that they know the session's secret, without showing it: each
 * sends a random nonce, and answers with HMAC-SHA256 (RFC 2104) of its role and both nonces. The
 * keys of a sealed connection come from the secret and the nonces in the same way.
 *
 * <pre>
 *   worker: greeting, its nonce
 *   driver: its nonce, its proof
 *   worker: its proof
 * </pre>
 */
final class Handshake {
  private static final String MAC = "HmacSHA256";
  private static final int NONCE_BYTES = 32;
  private static final int PROOF_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Credentials credentials;
  private final byte[] workerNonce;
  private final byte[] driverNonce;

  private Handshake(Credentials credentials, byte[] workerNonce, byte[] driverNonce) {
    this.credentials = credentials;
    this.workerNonce = workerNonce;
    this.driverNonce = driverNonce;
  }

  private byte[] mac(String role) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(credentials.secretBytes(), MAC));
      mac.update(role.getBytes(StandardCharsets.UTF_8));
      mac.update(workerNonce);
      return mac.doFinal(driverNonce);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + MAC, e);
    }
  }

  private void check(ByteBuffer proof, String role) {
    if (!MessageDigest.isEqual(bytes(proof, PROOF_BYTES), mac(role)) || proof.hasRemaining()) {
      throw new MalformedException("the " + role + " does not know the session's secret");
    }
  }

  private Seal seal(String me, String other) {
    SecretKeySpec out = key("key of the " + me);
    SecretKeySpec in = key("key of the " + other);
    return switch (credentials.protection()) {
      case CHECKSUM -> new ChecksumSeal();
      case SEAL -> new GmacSeal(out, in);
      case ENCRYPT -> new AesGcmSeal(out, in);
    };
  }

  private SecretKeySpec key(String label) {
    return new SecretKeySpec(mac(label), "AES");
  }

  private static byte[] nonce() {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    return nonce;
  }

  private static byte[] bytes(ByteBuffer from, int count) {
    if (from.remaining() < count) {
      throw new MalformedException("a greeting that is too short");
    }
    byte[] bytes = new byte[count];
    from.get(bytes);
    return bytes;
  }

  private static Frame frame(byte[]... parts) {
    ByteBuffer frame =
        ByteBuffer.allocate(Integer.BYTES + FrameChannel.MOST_GREETING_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .position(Integer.BYTES);
    for (byte[] part : parts) {
      frame.put(part);
    }
    frame.putInt(0, frame.position() - Integer.BYTES);
    return new Frame(frame.flip());
  }

  /** The driver's end: lets in whoever proves to be a worker of the session. */
  static final class OfDriver implements FrameChannel.Receiver {
    private static final byte[] GREETING = "lockstep1".getBytes(StandardCharsets.UTF_8);
    private final Credentials credentials;
    private final FrameChannel.Receiver next;
    private final Consumer<String> refused;
    private @Nullable Handshake begun;

    /**
     * Of a connection that has been accepted.
     *
     * @param refused is told why, if the connection ends before the other end has proved who it is
     */
    OfDriver(Credentials credentials, FrameChannel.Receiver next, Consumer<String> refused) {
      this.credentials = credentials;
      this.next = next;
      this.refused = refused;
    }

    @Override
    public void opened(FrameChannel channel) {
      throw new IllegalStateException("a handshake is what opens a connection");
    }

    @Override
    public void frame(FrameChannel channel, ByteBuffer body) {
      Handshake handshake = begun;
      if (handshake == null) {
        if (!MessageDigest.isEqual(bytes(body, GREETING.length), GREETING)) {
          throw new MalformedException("no greeting of a worker");
        }
        handshake = new Handshake(credentials, bytes(body, NONCE_BYTES), nonce());
        channel.send(Handshake.frame(handshake.driverNonce, handshake.mac("driver")));
        begun = handshake;
      } else {
        handshake.check(body, "worker");
        channel.authenticated(handshake.seal("driver", "worker"), next);
      }
    }

    @Override
    public void closed(String why) {
      refused.accept(why);
    }
  }

  /** The worker's end: greets, and makes sure that it has reached the driver of its session. */
  static final class OfWorker implements FrameChannel.Receiver {
    private final Credentials credentials;
    private final FrameChannel.Receiver next;
    private final byte[] nonce = nonce();

    OfWorker(Credentials credentials, FrameChannel.Receiver next) {
      this.credentials = credentials;
      this.next = next;
    }

    void greet(FrameChannel channel) {
      channel.send(Handshake.frame(OfDriver.GREETING, nonce));
    }

    @Override
    public void opened(FrameChannel channel) {
      throw new IllegalStateException("a handshake is what opens a connection");
    }

    @Override
    public void frame(FrameChannel channel, ByteBuffer body) {
      Handshake handshake = new Handshake(credentials, nonce, bytes(body, NONCE_BYTES));
      handshake.check(body, "driver");
      channel.send(Handshake.frame(handshake.mac("worker")));
      channel.authenticated(handshake.seal("worker", "driver"), next);
    }

    @Override
    public void closed(String why) {
      next.closed(why);
    }
  }
}
