package dev.lockstep.spark.exchange.wire;

import java.io.Serializable;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/**
 * What lets workers into a session. Travels in the tasks' closures, over Spark's own connections.
 *
 * @param secret of one session only, random
 * @param encrypt whether frames are encrypted, not only the connections authenticated
 */
public record Credentials(String secret, boolean encrypt) implements Serializable {
  private static final int SECRET_BITS = 256;

  /** With a new secret. */
  public static Credentials random(boolean encrypt) {
    BigInteger secret = new BigInteger(SECRET_BITS, new SecureRandom());
    return new Credentials(secret.toString(Character.MAX_RADIX), encrypt);
  }

  byte[] secretBytes() {
    return secret.getBytes(StandardCharsets.UTF_8);
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return encrypt ? "encrypted" : "authenticated";
  }
}
