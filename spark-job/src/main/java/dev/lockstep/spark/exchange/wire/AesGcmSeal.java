package dev.lockstep.spark.exchange.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.Key;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Encrypts each frame with AES-GCM (NIST SP 800-38D). Each direction of each connection has a key
 * of its own; the nonce counts the frames, so that none can be left out, repeated or exchanged.
 */
final class AesGcmSeal implements Seal {
  private static final int TAG_BYTES = 16;
  private static final int NONCE_BYTES = 12;

  private final Direction out;
  private final Direction in;
  private ByteBuffer opened = ByteBuffer.allocate(0);

  /** Encrypts with one key what is sent, decrypts with another what is received. */
  AesGcmSeal(Key out, Key in) {
    this.out = new Direction(Cipher.ENCRYPT_MODE, out);
    this.in = new Direction(Cipher.DECRYPT_MODE, in);
  }

  private static final class Direction {
    private final Cipher cipher;
    private final int mode;
    private final Key key;
    private long frames;

    Direction(int mode, Key key) {
      this.mode = mode;
      this.key = key;
      try {
        cipher = Cipher.getInstance("AES/GCM/NoPadding");
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("this Java has no AES-GCM", e);
      }
    }

    void next(ByteBuffer from, ByteBuffer to) throws GeneralSecurityException {
      ByteBuffer nonce = ByteBuffer.allocate(NONCE_BYTES).putLong(Integer.BYTES, frames++);
      cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, nonce.array()));
      cipher.doFinal(from, to);
    }
  }

  @Override
  public ByteBuffer seal(ByteBuffer frame) {
    ByteBuffer body = frame.duplicate().position(frame.position() + Integer.BYTES);
    ByteBuffer sealed =
        ByteBuffer.allocate(frame.remaining() + TAG_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    sealed.putInt(body.remaining() + TAG_BYTES);
    try {
      out.next(body, sealed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a frame cannot be encrypted", e);
    }
    return sealed.flip();
  }

  @Override
  public ByteBuffer open(ByteBuffer body) {
    if (opened.capacity() < body.remaining()) {
      opened = ByteBuffer.allocate(body.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    }
    try {
      in.next(body, opened.clear());
    } catch (GeneralSecurityException e) {
      throw new MalformedException("a frame cannot be decrypted", e);
    }
    return opened.flip();
  }
}
