package dev.lockstep.spark.exchange.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.util.Queue;
import javax.crypto.Cipher;

/** Encrypts the body of each frame, and follows it with a seal. */
final class AesGcmSeal implements Seal {
  private final GcmDirection out;
  private final GcmDirection in;
  private ByteBuffer opened = ByteBuffer.allocate(0);

  /** Encrypts with one key what is sent, decrypts with another what is received. */
  AesGcmSeal(Key out, Key in) {
    this.out = new GcmDirection(Cipher.ENCRYPT_MODE, out);
    this.in = new GcmDirection(Cipher.DECRYPT_MODE, in);
  }

  @Override
  public int bytes() {
    return GcmDirection.TAG_BYTES;
  }

  @Override
  public void seal(Frame plain, Queue<ByteBuffer> pending) {
    ByteBuffer body = plain.bytes();
    body.position(body.position() + Integer.BYTES);
    ByteBuffer sealed =
        ByteBuffer.allocate(Integer.BYTES + body.remaining() + bytes())
            .order(ByteOrder.LITTLE_ENDIAN);
    sealed.putInt(body.remaining());
    try {
      out.next().doFinal(body, sealed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a frame cannot be encrypted", e);
    }
    pending.add(sealed.flip());
  }

  @Override
  public ByteBuffer open(ByteBuffer frame) {
    ByteBuffer body = frame.position(Integer.BYTES);
    if (opened.capacity() < body.remaining()) {
      opened = ByteBuffer.allocate(body.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    }
    try {
      in.next().doFinal(body, opened.clear());
    } catch (GeneralSecurityException e) {
      throw new MalformedException(
          "a frame that was changed on its way: it cannot be decrypted", e);
    }
    return opened.flip();
  }
}
