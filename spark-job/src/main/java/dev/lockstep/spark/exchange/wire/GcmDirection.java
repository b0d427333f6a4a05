package dev.lockstep.spark.exchange.wire;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Key;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-GCM (NIST SP 800-38D) for the frames of one direction of one connection, which has a key of
 * its own; the nonce counts the frames, so that none can be left out, repeated or exchanged.
 */
final class GcmDirection {
  static final int TAG_BYTES = 16;
  private static final int NONCE_BYTES = 12;

  private final Cipher cipher;
  private final int mode;
  private final Key key;
  private long frames;

  /** In the mode that {@link Cipher} names so. */
  GcmDirection(int mode, Key key) {
    this.mode = mode;
    this.key = key;
    try {
      cipher = Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no AES-GCM", e);
    }
  }

  /** The cipher, ready for the next frame. */
  Cipher next() throws GeneralSecurityException {
    ByteBuffer nonce = ByteBuffer.allocate(NONCE_BYTES).putLong(Integer.BYTES, frames++);
    cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, nonce.array()));
    return cipher;
  }
}
